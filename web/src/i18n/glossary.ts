/**
 * The German of the pages. One word for one thing, as the reading rooms and the server rooms of German hospitals say it:
 *
 *   key image note, note      Schlüsselbildnotiz, Notiz        study, series, object     Studie, Serie, Objekt
 *   key image, key object     Schlüsselbild, Schlüsselobjekt   frame                     Einzelbild
 *   version                   Version                          superseded                überholt
 *   withdrawn                 zurückgezogen                    rejection note            Zurückweisung
 *   presentation state        Präsentationszustand             finding (of a check)      Befund der Prüfung
 *   key object selection      Auswahldokument                  manifest                  Manifest
 *   accession number          Auftragsnummer                   patient ID                Patienten-ID
 *   job                       Auftrag                          queue                     Warteschlange
 *   task (Task Scheduler)     Aufgabe                          exception                 Ausnahme
 *   destination               Ziel                             comparison (reconcile)    Abgleich
 *   migration                 Übernahme                        old system                altes System
 *   archive                   Archiv                           cache                     Zwischenspeicher
 *   audit                     Protokoll                        dashboard                 Überblick
 *   account, role             Konto, Rolle                     permission                Recht
 *   to halt, to start         anhalten, starten                to pause, to resume       pausieren, fortsetzen
 *   to abandon                aufgeben                         to acknowledge            zur Kenntnis nehmen
 *   to mark for deletion      zum Löschen vormerken            to purge                  endgültig löschen
 *
 * AE title, SOP Instance UID, Autopilot, and the coded titles of notes stay as DICOM and the program write them; so do the
 * server's own sentences (messages of faults, findings, remedies), which are marked as English where they are shown.
 */
export {};
