/**
 * The receipt's words as a QR code (ISO/IEC 18004): the same modules as the code of the page without script
 * (wbs/portal/qr.py), as the path of an SVG. Never through canvas, where Tor Browser returns noise.
 *
 * Only what a receipt needs: version 4, level L, mask 2, alphanumeric mode, always 107 characters.
 */

const SIDE = 33;
const CHARS = 107;
/** Of the mode's 45 characters digits and letters are numbered as in base 36, whatever their case; then the space. */
const CHARACTERS = 45;
const SPACE = 36;
const DATA_BITS = 76 * 8;
/** Four bytes that say nothing fill what the words leave of version 4-L's 80. */
const FILLING = [0xec, 0x11, 0xec, 0x11];
const CHECK_BYTES = 20;
const POLYNOMIAL = 0x11d;
/** Level L and mask 2, with their check bits, masked; before them the module that is always dark. */
const FORMAT = 0b1111110110101010;
const END = SIDE - 1;

/**
 * Give the path of the dark modules, one unit a module; four units of white belong around it.
 * @param {string[]} words
 */
export function qrPath(words) {
  const rows = modules(words.join(" ").padEnd(CHARS));
  return rows.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
}

/**
 * @param {string} content 107 letters and spaces
 * @returns {Array<Array<boolean | undefined>>} whether a module is dark
 */
function modules(content) {
  const data = dataBytes(content);
  const bits = [...data, ...checkBytes(data)].map((byte) => binary(byte, 8)).join("");
  const line = [...Array(SIDE).keys()];
  const rows = line.map((y) => line.map((x) => fixedModule(x, y)));
  let at = 0;
  // Two columns at a time from the right, up and down in turn; column 6 belongs to the timing pattern.
  for (let right = END; right > 0; right -= right === 8 ? 3 : 2) {
    for (const step of line) {
      const y = (right + 1) & 2 ? step : END - step;
      for (const x of [right, right - 1]) rows[y][x] ??= (bits[at++] === "1") !== (x % 3 === 0);
    }
  }
  return rows;
}

/** @param {string} content */
function dataBytes(content) {
  let bits = binary(2, 4) + binary(CHARS, 9);
  for (let at = 0; at < CHARS; at += 2) {
    const [first, second] = [...content.slice(at, at + 2)].map((char) => parseInt(char, 36) || SPACE);
    bits += second === undefined ? binary(first, 6) : binary(first * CHARACTERS + second, 11);
  }
  const bytes = bits.padEnd(DATA_BITS, "0").match(/.{8}/g) ?? [];
  return [...bytes.map((byte) => parseInt(byte, 2)), ...FILLING];
}

/**
 * Divide by the generator, whose roots are 2 to the power of 0 … 19.
 * @param {number[]} data
 */
function checkBytes(data) {
  let [generator, root] = [[1], 1];
  for (let degree = 0; degree < CHECK_BYTES; degree += 1) {
    const shifted = [...generator, 0];
    generator = shifted.map((value, at) => value ^ times(generator[at - 1] ?? 0, root));
    root = times(root, 2);
  }
  const rest = [...data, ...Array(CHECK_BYTES).fill(0)];
  data.forEach((_, place) => {
    const lead = rest[place];
    generator.forEach((value, at) => (rest[place + at] ^= times(value, lead)));
  });
  return rest.slice(data.length);
}

/**
 * Multiply in the field of 256 elements.
 * @param {number} one
 * @param {number} other
 */
function times(one, other) {
  let product = 0;
  for (let bit = other; bit; bit >>= 1) {
    if (bit & 1) product ^= one;
    one = (one << 1) ^ (one > 127 ? POLYNOMIAL : 0);
  }
  return product;
}

/**
 * Give a module of the patterns that every code has; undefined where content stands.
 * @param {number} x
 * @param {number} y
 */
function fixedModule(x, y) {
  const ring = (/** @type {number} */ left, /** @type {number} */ top) =>
    Math.max(Math.abs(x - left), Math.abs(y - top));
  const finder = Math.min(ring(3, 3), ring(END - 3, 3), ring(3, END - 3));
  if (finder < 5) return finder !== 2 && finder !== 4;
  const alignment = ring(26, 26);
  if (alignment < 3) return alignment !== 1;
  if (x === 6 || y === 6) return (x + y) % 2 === 0;
  const place = formatPlace(x, y);
  return place === undefined ? undefined : (FORMAT >> place) % 2 === 1;
}

/**
 * Give which bit of the format a module shows, undefined for others.
 * @param {number} x
 * @param {number} y
 */
function formatPlace(x, y) {
  if (x === 8 && y > END - 8) return y === END - 7 ? 15 : y - 18;
  if (y === 8 && x > END - 8) return END - x;
  if (x === 8 && y < 9) return y > 6 ? y - 1 : y;
  if (y === 8 && x < 8) return x === 7 ? 8 : 14 - x;
  return undefined;
}

/**
 * @param {number} value
 * @param {number} length
 */
function binary(value, length) {
  return value.toString(2).padStart(length, "0");
}
