"""Patients, authors and departments that never were."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Patient:
    id: str
    name: str
    birth_date: str
    sex: str
    character_set: object = "ISO_IR 192"


weber = Patient("DEMO-1001", "Weber^Anna^^Dr.", "19610412", "F")
yamada = Patient("DEMO-1002", "Yamada^Tarou=山田^太郎=やまだ^たろう", "19480925", "M", ["", "ISO 2022 IR 87"])
mueller = Patient("DEMO-1003", "Müller^Jürgen", "19550117", "M", "ISO_IR 100")
suzuki = Patient("DEMO-1004", "Suzuki^Hanako=鈴木^花子=すずき^はなこ", "19720303", "F")
lefevre = Patient("DEMO-1005", "Lefèvre^Hélène", "19830629", "F", "ISO_IR 100")
obrien = Patient("DEMO-1006", "O'Brien^Patrick", "19390811", "M", "ISO_IR 100")
papadopoulou = Patient("DEMO-1007", "Papadopoulou^Eleni=Παπαδοπούλου^Ελένη", "19900214", "F")
schaefer = Patient("DEMO-1008", "Schäfer^Karl-Heinz", "19471130", "M", "ISO_IR 100")
bergstroem = Patient("DEMO-1009", "Bergström^Ingrid", "19520508", "F", "ISO_IR 100")
kowalski = Patient("DEMO-1010", "Kowalski^Jan", "19661224", "M")
hartmann = Patient("DEMO-1011", "Hartmann^Sabine", "19590702", "F", "ISO_IR 100")

# A test patient as every system has one, with a name that must be shown as it is and never be obeyed.
markup = Patient("ZZ-TEST-1", "ZZ-Test^<b>Markup</b> & <script>alert(1)</script>", "19000101", "O")

authors = (
    ("Dr. Petra Lindner", "plindner"),
    ("Dr. Thomas Brandt", "tbrandt"),
    ("Prof. Dr. Ulrike Stöhr", "ustoehr"),
    ("佐藤 健一", "ksato"),
    ("Dr. James Whitfield", "jwhitfield"),
    ("Dr. Amélie Rousseau", "arousseau"),
)

# Of the patients whose images went with the old system, or are still to be brought over.
family_names = (
    "Becker", "Schulz", "Hoffmann", "Krüger", "Zimmermann", "Braun", "Vogel", "Jansen", "Fuchs", "Böhm", "Roth",
    "Lindqvist", "Rossi", "Novák", "Dubois", "García", "Nowak", "Kaya", "Petersen", "Ziegler", "Thomas", "Reuter",
)
given_names = (
    ("Maria", "F"), ("Peter", "M"), ("Ursula", "F"), ("Wolfgang", "M"), ("Elif", "F"), ("Stefan", "M"),
    ("Martha", "F"), ("Björn", "M"), ("Lucía", "F"), ("Henri", "M"), ("Greta", "F"), ("Tomáš", "M"),
)
japanese_names = (
    ("Satou^Kenji=佐藤^健二=さとう^けんじ", "M"), ("Tanaka^Yuki=田中^由紀=たなか^ゆき", "F"),
    ("Watanabe^Akira=渡辺^明=わたなべ^あきら", "M"), ("Kobayashi^Emi=小林^恵美=こばやし^えみ", "F"),
)
