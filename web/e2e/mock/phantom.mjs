// Draws a head phantom of ellipses (after Shepp and Logan) as a grayscale PNG, so that the mock server needs no image files.
import { deflateSync } from "node:zlib";

/** Half axes, centre, angle in degrees, added brightness. */
const ellipses = [
  [0.69, 0.92, 0, 0, 0, 1],
  [0.6624, 0.874, 0, -0.0184, 0, -0.8],
  [0.11, 0.31, 0.22, 0, -18, -0.2],
  [0.16, 0.41, -0.22, 0, 18, -0.2],
  [0.21, 0.25, 0, 0.35, 0, 0.1],
  [0.046, 0.046, 0, 0.1, 0, 0.1],
  [0.046, 0.046, 0, -0.1, 0, 0.1],
  [0.046, 0.023, -0.08, -0.605, 0, 0.1],
  [0.023, 0.023, 0, -0.606, 0, 0.1],
  [0.023, 0.046, 0.06, -0.605, 0, 0.1],
];

/**
 * @param size     pixels along each side
 * @param seed     another seed gives another slice
 * @param marked   draws a ring, as a presentation state would
 */
export function phantomPng(size, seed, marked) {
  const squeeze = 0.8 + (seed % 17) / 80;
  const rows = Buffer.alloc(size * (size + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const u = (2 * x) / size - 1;
      const v = 1 - (2 * y) / size;
      rows[y * (size + 1) + 1 + x] = marked && isOnRing(u, v) ? 255 : brightness(u / squeeze, v / squeeze);
    }
  }
  return png(size, rows);
}

function brightness(u, v) {
  let sum = 0;
  for (const [a, b, centreX, centreY, degrees, value] of ellipses) {
    const angle = (degrees * Math.PI) / 180;
    const x = (u - centreX) * Math.cos(angle) + (v - centreY) * Math.sin(angle);
    const y = (v - centreY) * Math.cos(angle) - (u - centreX) * Math.sin(angle);
    if ((x * x) / (a * a) + (y * y) / (b * b) <= 1) sum += value;
  }
  return Math.max(0, Math.min(255, Math.round(sum * 330)));
}

function isOnRing(u, v) {
  const distance = Math.hypot(u - 0.22, v - 0.05);
  return distance > 0.26 && distance < 0.28;
}

function png(size, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 8; // bits; the color type 0 is gray
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const length = Buffer.alloc(4);
  const check = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The checksum of a PNG chunk; node 18 has none to import. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
