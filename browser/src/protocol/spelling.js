/**
 * Texts cut into words as names are compared: without titles, case and marks, as they sound, whoever spells them. The
 * portal without scripts has the same rules (`spelling.py`); `tests/vectors/names` holds both to one table.
 */

/**
 * One word of a text: as it sounds, and as names are compared; a `formal` title stands before names.
 * @typedef {{sound: string, spelt: string, isTitle: boolean, isRole: boolean, isFormal: boolean}} Word
 */
/**
 * A text, ready to be compared: `telling` are words that are neither titles nor posts, `joined` its letters in a row
 * without titles, `row` all of them. Of a veiled one nobody can say here how its letters look.
 * @typedef {{all: Word[], telling: string[], joined: string, row: string, isVeiled: boolean}} Words
 */

/** Latin letters, each with those of other scripts that look like it. */
const LOOKS = [
  ...["a\u0410\u0430\u0391\u03b1\u0251\u1d00", "b\u0412\u0432\u0392\u03b2\u0299\u0180", "c\u0421\u0441\u1d04\u03f2"],
  ...["d\u0501\u0111\u1d05\u0257", "e\u0415\u0435\u0395\u03b5\u1d07\u0454\u025b", "f\ua730\u0192"],
  ...["g\u050d\u0261\u0581\u0262", "h\u041d\u043d\u0397\u04bb\u0570\u029c\u0127"],
  ...["i\u0406\u0456\u0399\u03b9\u0131|\u01c0\u026a", "j\u0408\u0458\u1d0a\u03f3", "k\u041a\u043a\u039a\u03ba\u1d0b"],
  ...["l\u04cf\u04c0\u0142\u0140\u029f", "m\u041c\u043c\u039c\u1d0d", "n\u039d\u03b7\u0578\u043f\u0274"],
  ...["o\u041e\u043e\u039f\u03bf\u0585\u00f8\u1d0f", "p\u0420\u0440\u03a1\u03c1\u1d18", "q\u051b", "r\u0433\u0280"],
  ...["s\u0405\u0455\u03a3\u03c3\u03c2\ua731", "t\u0422\u0442\u03a4\u03c4\u1d1b\u0167", "u\u03bc\u03c5\u057d\u1d1c"],
  ...["v\u03bd\u1d20\u0475", "w\u051d\u03c9\u1d21", "x\u0425\u0445\u03a7\u03c7", "y\u0423\u0443\u03a5\u03b3\u028f"],
  "z\u0396\u1d22",
];
/** Where the 26 letters in circles, in squares and of flags begin. */
const ROWS = [0x1f150, 0x1f170, 0x1f1e6];
/** The first of the ten digits of Arabic, Persian, Devanagari, Balinese, Sundanese and Javanese writing. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x1b50, 0x1bb0, 0xa9d0];
/** Letters and signs that show nothing. */
const HOLLOW = "\u2800\u3164\u115f\u1160\uffa0";
/** @type {Map<string, string>} */
const LOOKING = new Map([
  ...LOOKS.flatMap(([latin, ...others]) => others.map((other) => /** @type {const} */ ([other, latin]))),
  ...ROWS.flatMap((first) => rowOf(first, "abcdefghijklmnopqrstuvwxyz")),
  ...ZEROS.flatMap((zero) => rowOf(zero, "0123456789")),
  ...[...HOLLOW].map((hollow) => /** @type {const} */ ([hollow, ""])),
]);
/** @type {Record<string, string>} */
const DIGITS = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 8: "b" };
const TITLES =
  "drs dra dr drg ir h hj hjh haji hajah prof kh ust ustad ustadz rd se sh st sip spd sag ssos skom skm stp sik mm mh " +
  "mt mpd msi mkes mkom msc mba map mag mhum phd ak ca sos si pd kom kes ag kn hum ap sc tr amd md pak bu bapak ibu " +
  "bpk sdr sdri saudara saudari mas mbak bang kak mr mrs ms the of and dan atau dari di pada yang muhammad";
const FORMAL = "drs dra dr ir h hj haji hajah prof ust ustad pak bu bapak ibu bpk sdr sdri saudara mas mbak muhammad";
const ROLES =
  "petugas pegawai staf staff kepala ketua wakil anggota pejabat penerima penelaah pemeriksa pimpinan orang seorang " +
  "oknum bernama nama inisial kantor bagian bidang seksi sub subbagian unit dinas badan tim team kabupaten kab kota " +
  "provinsi prov pemerintah kades sekdes kadis kadus kabid kabag kasi kasubag camat lurah " +
  "bendahara guru kepsek direktur plt rt rw pt cv ud head office officer person someone member";
const MUHAMMAD = /^(m|mo?u?h|mo?u?hd|mo?u?c?ha?m+a?[dt]h?)$/;
const SOUNDS = { oe: "u", dj: "j", tj: "c", ch: "h", sj: "s", sy: "s", dh: "d", th: "t", ph: "f", v: "f" };
/** Letters of names that people exchange: Edy and Edi, Jani and Yani, Rizqi and Risky, Sulaiman and Soleman. */
const SPELLINGS = {
  ...{ dz: "z", ts: "s", gh: "g", kh: "h", y: "i", j: "i", z: "s", q: "k" },
  ...{ oi: "ai", ae: "e", ai: "e", au: "o", o: "u", p: "f" },
};
/** Names that begin with Z where they come from, and with J where they are said: Jaenal, Julkipli, Jubaedah. */
const ZAINAL = /^j(?=(ae?|ai?|e)n[au]|ul[kfph]|uba|uhr|aki$)/;
const ROMAN = /^(?=.)x{0,3}(ix|iv|v?i{0,3})$/;
const ROMANS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(" ");
const NUMBERS = new Map(ROMANS.map((roman, place) => [String(place + 1), roman]));
const SAID_TITLES = soundsOf(TITLES);
const SAID_FORMAL = soundsOf(FORMAL);
const SAID_ROLES = soundsOf(ROLES);
/** Words for one office, and the shorter ones for it: both are written. */
const OFFICES = [
  [["irbansus"], ["irban", "khusus"]],
  [["inspektur", "pembantu"], ["irban"]],
];

/**
 * Cut a text into words as they are compared.
 * @param {string} text
 * @returns {Words}
 */
export function wordsOf(text) {
  const flat = flattened(text);
  /** @type {Map<string, Word>} */
  const known = new Map();
  const written = flat.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  for (const word of new Set(written)) known.set(word, wordOf(word));
  const all = shortened(written.map((word) => /** @type {Word} */ (known.get(word))));
  const spelt = (/** @type {Word[]} */ words) => words.map((word) => word.spelt);
  const row = spelt(all).join("");
  return {
    all,
    telling: spelt(all.filter(isTelling)),
    joined: spelt(all.filter(({ isTitle }) => !isTitle)).join("") || row,
    row,
    isVeiled: /(?![a-z])\p{L}/u.test(flat),
  };
}

/**
 * Say whether a word is neither a title nor a post.
 * @param {Word} word
 */
export function isTelling({ isTitle, isRole }) {
  return !isTitle && !isRole;
}

/**
 * Say whether a word is a number, by digits or by letters.
 * @param {string} word
 */
export function isNumber(word) {
  return /^[0-9]+$/.test(word) || ROMAN.test(word);
}

/**
 * Say whether two words, neither shorter than so many letters, are at most one letter apart: changed, left out, added.
 * @param {string} word
 * @param {string} other
 * @param {number} least
 */
export function isNear(word, other, least) {
  const [short, long] = word.length > other.length ? [other, word] : [word, other];
  if (short.length < least) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  return short.slice(start + (short.length === long.length ? 1 : 0)) === long.slice(start + 1);
}

/**
 * Give a text in small Latin letters, as far as its letters look like them, without marks.
 * @param {string} text
 */
function flattened(text) {
  const flat = looking(text)
    .normalize("NFKD")
    .replaceAll(/(?![\t\n\v\f\r])[\p{M}\p{C}]/gu, "");
  return looking(flat).toLowerCase();
}

/** @param {string} text */
function looking(text) {
  return text.replaceAll(/[^\0-{}~]/gu, (letter) => LOOKING.get(letter) ?? letter);
}

/**
 * @param {number} first
 * @param {string} letters
 */
function rowOf(first, letters) {
  return [...letters].map((letter, at) => /** @type {const} */ ([String.fromCodePoint(first + at), letter]));
}

/** @param {string} words */
function soundsOf(words) {
  return new Set(words.split(" ").map(soundOf));
}

/**
 * @param {string} word
 * @returns {Word}
 */
function wordOf(word) {
  const sound = soundOf(word);
  return {
    ...{ sound, spelt: speltOf(sound) },
    ...{ isTitle: SAID_TITLES.has(sound), isRole: SAID_ROLES.has(sound), isFormal: SAID_FORMAL.has(sound) },
  };
}

/**
 * Give offices of two names the shorter one.
 * @param {Word[]} words
 */
function shortened(words) {
  return OFFICES.reduce((all, [long, short]) => {
    const sounds = long.map(soundOf);
    const found = [];
    for (let at = 0; at < all.length; at += 1) {
      if (!sounds.every((sound, place) => all[at + place]?.sound === sound)) {
        found.push(all[at]);
        continue;
      }
      found.push(...short.map(wordOf));
      at += long.length - 1;
    }
    return found;
  }, words);
}

/**
 * Give a word as it sounds: old and new spelling, doubled letters, digits for letters.
 * @param {string} word
 * @returns {string}
 */
function soundOf(word) {
  const number = NUMBERS.get(word);
  if (number !== undefined) return number;
  if (ROMAN.test(word)) return word;
  const spelt = /\p{L}/u.test(word) ? word.replaceAll(/[013458]/g, (digit) => DIGITS[digit]) : word;
  if (MUHAMMAD.test(spelt)) return "muhamad";
  return exchanged(spelt, SOUNDS).replaceAll(/(\p{L})\1+/gu, "$1");
}

/**
 * Give a word that sounds like names of other spellings in one of them, l and i alike.
 * @param {string} word
 */
function speltOf(word) {
  return isNumber(word) ? word : exchanged(word.replace(ZAINAL, "z"), { ...SPELLINGS, l: "i" });
}

/**
 * @param {string} word
 * @param {Record<string, string>} letters
 */
function exchanged(word, letters) {
  return Object.entries(letters).reduce((text, [old, now]) => text.replaceAll(old, now), word);
}
