"""Pictures of bodies that never lived, for the modalities of which no real object of use is at hand.

Every function gives a Canvas. `place` runs from 0 to 1 through a series, `moment` through a heart beat or an injection.
CT is in Hounsfield units, MR and radiographs from 0 to 4095, ultrasound and angiography from 0 to 255.
"""
import math

from canvas import Canvas, texture


def ct_abdomen(place):
    size = 256
    picture = Canvas(size, size, -1000)
    wide = 1 - 0.08 * abs(place - 0.4)
    picture.ellipse((128, 132), (112 * wide, 84 * wide), -100)
    picture.ellipse((128, 130), (103 * wide, 75 * wide), 55)
    picture.ellipse((128, 125), (95 * wide, 66 * wide), -85)
    for side in (-1, 1):  # ribs
        for angle in range(-60, 61, 24):
            x = 128 + side * 97 * wide * math.cos(math.radians(angle + 40 * place))
            y = 128 + 69 * wide * math.sin(math.radians(angle + 40 * place))
            picture.ellipse((x, y), (7, 3), 420, 90 + side * angle)
    liver = math.sin(math.pi * min(1, 0.35 + place * 0.75))
    picture.ellipse((84, 112), (58 * liver, 48 * liver), 112, -18)
    picture.ellipse((126, 92), (34 * liver, 24 * liver), 110, 14)
    picture.ellipse((196, 118), (24, 36 * max(0.2, 1 - place)), 125, 20)
    picture.ellipse((160, 95), (24, 17), 30, -10)
    picture.ellipse((165, 88), (15, 7), -700 if place < 0.6 else 20)
    for x, turn in ((84, 20), (176, -20)):
        kidney = math.sin(math.pi * max(0, min(1, (place - 0.2) * 1.3)))
        picture.ellipse((x, 160), (19 * kidney, 25 * kidney), 185, turn)
        picture.ellipse((x + (6 if x < 128 else -6), 161), (8 * kidney, 10 * kidney), 15, turn)
    for number in range(7):
        x, y = 96 + (number * 37) % 80, 96 + (number * 23) % 44
        if place > 0.55:
            picture.ellipse((x, y), (11, 9), 45, number * 30)
            picture.ellipse((x, y), (6, 4), -400 if number % 3 == 0 else 30, number * 30)
    picture.ellipse((136, 146), (9, 9), 215)  # aorta
    picture.ellipse((116, 142), (10, 8), 160)  # inferior vena cava
    picture.ellipse((128, 172), (19, 16), 320)
    picture.ellipse((128, 172), (15, 12), 210)
    picture.ellipse((128, 192), (8, 7), 25)
    picture.ellipse((128, 205), (4, 13), 380)
    for x in (96, 160):
        picture.ellipse((x, 190), (22, 14), 60, 12 if x < 128 else -12)
    if 0.25 < place < 0.5:  # what the notes speak of
        size_of_lesion = 8 * math.sin(math.pi * (place - 0.25) / 0.25)
        picture.ellipse((68, 122), (size_of_lesion, size_of_lesion * 0.9), 42)
    picture.add(texture(size, size, f"ct{place}", 2, 9))
    return picture.doubled().with_noise(f"ct noise {place}", 9)


def mr_brain(place):
    size = 256
    scale = 0.62 + 0.38 * math.sin(math.pi * (0.2 + 0.62 * place))
    picture = Canvas(size, size, 20)
    picture.ellipse((128, 128), (92 * scale, 112 * scale), 2300)
    picture.ellipse((128, 128), (88 * scale, 108 * scale), 250)
    picture.ellipse((128, 128), (82 * scale, 102 * scale), 700)
    brain = Canvas(size, size)
    brain.ellipse((128, 128), (79 * scale, 98 * scale), 1)
    picture.ellipse((128, 128), (79 * scale, 98 * scale), 1250)
    for number in range(46):  # gyri
        angle = math.radians(number * 360 / 46)
        x, y = 128 + 74 * scale * math.cos(angle), 128 + 92 * scale * math.sin(angle)
        picture.ellipse((x, y), (13 * scale, 2.2), 520, math.degrees(math.atan2(y - 128, x - 128)))
    for side in (-1, 1):
        picture.ellipse((128 + side * 34 * scale, 122), (30 * scale, 66 * scale), 1850, side * 6)
        for number in range(9):
            y = 128 + (number - 4) * 16 * scale
            picture.ellipse((128 + side * 60 * scale, y), (12 * scale, 3), 1800, side * 18)
        picture.ellipse((128 + side * 24 * scale, 132), (12 * scale, 16 * scale), 1300, side * 20)
        picture.ellipse((128 + side * 12 * scale, 112), (7 * scale, 25 * scale), 240, side * -10)
        picture.ellipse((128 + side * 17 * scale, 158), (6 * scale, 17 * scale), 240, side * 22)
    picture.ellipse((128, 128), (1.6, 96 * scale), 420)
    picture.ellipse((128, 136), (4 * scale, 12 * scale), 260)
    if 0.35 < place < 0.65:
        spread = math.sin(math.pi * (place - 0.35) / 0.3)
        picture.ellipse((166, 100), (16 * spread, 13 * spread), 2500, 20)
        picture.ellipse((166, 100), (9 * spread, 7 * spread), 1500, 20)
    picture = picture.blurred(1)
    picture.add(texture(size, size, f"mr{place}", 4, 60))
    return picture.with_noise(f"mr noise {place}", 38)


def chest_radiograph():
    picture = Canvas(400, 420, 300)
    picture.ellipse((200, 260), (190, 290), 1700)
    picture.ellipse((200, 20), (60, 90), 2100)
    for side in (-1, 1):
        x = 200 + side * 84
        picture.add_ellipse((x, 205), (68, 150), -620, side * 6)
        picture.add_ellipse((x, 225), (56, 130), -240, side * 6)
        for number in range(8):
            y = 90 + number * 36
            picture.add_ellipse((x + side * 4, y), (72, 6), 190, side * 14)
            picture.add_ellipse((x + side * 10, y + 22), (60, 5), 90, side * -30)
        picture.add_ellipse((200 + side * 78, 62), (74, 7), 420, side * -14)
        picture.add_ellipse((x, 380), (86, 56), 950)
        for number in range(5):
            end = (200 + side * (70 + 18 * number), 130 + 44 * number)
            picture.tube([(200 + side * 22, 200), (200 + side * 44, 190 + 16 * number), end], 6, 120)
    picture.add_ellipse((200, 210), (17, 215), 620)
    picture.add_ellipse((222, 275), (74, 66), 820, 24)
    picture.add_ellipse((206, 170), (34, 42), 420)
    picture.add_ellipse((200, 70), (9, 60), -420)
    picture.add_ellipse((128, 168), (15, 13), 330)  # the nodule
    picture = picture.blurred(2)
    picture.add(texture(400, 420, "chest", 2, 24))
    return picture.with_noise("chest noise", 16)


def heart_ultrasound(moment):
    """Gray values; the fan's shape lies in fan()."""
    width, height = 320, 260
    beat = 0.5 + 0.5 * math.cos(2 * math.pi * moment)
    picture = Canvas(width, height, 62)
    picture.ellipse((160, 150), (88, 104), 150)
    picture.ellipse((138, 138), (30 + 9 * beat, 62 + 8 * beat), 10, 4)
    picture.ellipse((196, 140), (18 + 5 * beat, 52 + 5 * beat), 14, -8)
    picture.ellipse((142, 216), (34 - 5 * beat, 24), 12)
    picture.ellipse((194, 212), (24 - 4 * beat, 20), 12)
    swing = 20 * (1 - beat)
    for x, turn in ((124, 25 + swing), (156, -25 - swing), (186, 25 + swing), (206, -25 - swing)):
        picture.ellipse((x, 194), (15, 2.5), 215, turn)
    picture.ellipse((160, 250), (130, 10), 190)
    picture = picture.blurred(1)
    speckle = texture(width, height, f"us{moment}", 1, 0.32)
    rows = [[value * (1 + grain) * (1.1 - 0.0016 * y) for value, grain in zip(row, grains)]
            for y, (row, grains) in enumerate(zip(picture.rows, speckle.rows))]
    picture.rows = rows
    return picture.within(fan(), 0)


def fan():
    """1 where an ultrasound probe at the upper edge sees something."""
    shape = Canvas(320, 260)
    for y in range(14, 256):
        half = (y - 4) * 0.86
        if y > 226:
            half = min(half, math.sqrt(max(0, 250**2 - (y + 4) ** 2)) * 1.9)
        left, right = max(0, int(160 - half)), min(320, int(160 + half))
        shape.rows[y][left:right] = [1] * (right - left)
    return shape


def flow(moment):
    """Blood's speed towards the probe (positive) and away from it, of heart_ultrasound."""
    speed = Canvas(320, 260)
    beat = math.cos(2 * math.pi * moment)
    speed.ellipse((140, 176), (12, 34), 150 * beat, 4)
    speed.ellipse((142, 214), (15, 13), 110 * beat)
    speed.ellipse((152, 204), (7, 20), -170 * max(0.0, -beat), -24)
    return speed.blurred(2)


def coronary_run(moment):
    """Contrast medium runs through a tree of vessels."""
    size = 256
    picture = Canvas(size, size, 168)
    picture.add_ellipse((128, 128), (118, 122), 22)
    picture.add_ellipse((200, 60), (120, 90), -18)
    for number in range(6):
        picture.add_ellipse((150, 30 + number * 44), (140, 7), -7, -16)
    picture.add_ellipse((70, 170), (26, 130), -26, 12)
    fading = 1 - max(0.0, (moment - 0.75) * 2.4)
    trees = (
        (0.0, 7.5, [(60, 40), (96, 62), (128, 92), (150, 138), (158, 190), (168, 240)]),
        (0.1, 6.5, [(96, 62), (146, 62), (190, 84), (216, 126), (224, 176)]),
        (0.2, 4.6, [(128, 92), (104, 132), (98, 172), (110, 214)]),
        (0.3, 4.0, [(150, 138), (184, 154), (204, 194)]),
        (0.3, 3.4, [(190, 84), (176, 118), (186, 142)]),
        (0.45, 3.0, [(158, 190), (138, 216), (132, 244)]),
    )
    for start, radius, points in trees:
        reach = round(len(points) * min(1.0, (moment - start) * 2.5))
        if reach >= 2:
            picture.tube(points[:reach], radius, -78 * fading)
    if moment > 0.25:
        picture.ellipse((143, 116), (4, 5), 172)  # a narrow place
        picture.ellipse((140, 117), (2.4, 6), 172 - 70 * fading, -24)
    return picture.blurred(1).with_noise(f"xa {moment}", 5)


def mammogram():
    picture = Canvas(300, 400, 40)
    picture.ellipse((0, 205), (236, 178), 1300)
    picture.ellipse((10, 205), (196, 142), 1900)
    picture.ellipse((0, 30), (96, 150), 2700, -28)
    for number in range(15):
        end = (205 - (number * 29) % 60, 110 + number * 13)
        picture.tube([(40, 90 + number * 17), (110, 130 + number * 10), end], 7, 330)
    picture = picture.blurred(3)
    picture.ellipse((124, 236), (13, 11), 3300, 20)
    for number in range(9):
        picture.ellipse((124 + (number * 7) % 26 - 12, 236 + (number * 11) % 24 - 12), (1.4, 1.4), 4050)
    picture = picture.blurred(1)
    picture.add(texture(300, 400, "mammogram", 2, 70))
    picture.add(texture(300, 400, "mammogram clouds", 9, 80))
    shape = Canvas(300, 400)
    shape.ellipse((0, 205), (238, 180), 1)
    return picture.with_noise("mammogram noise", 28).within(shape, 30)
