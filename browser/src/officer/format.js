/** Days, numbers and sizes as the page's language writes them. Days are calendar days: no zone, no hour. */

/**
 * Write a day with its weekday, such as "Rabu, 30 Desember 2026".
 * @param {string} day YYYY-MM-DD
 * @param {string} tag
 */
export function longDay(day, tag) {
  return dayText(day, tag, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/**
 * Write a day without weekday, such as "30 Desember 2026".
 * @param {string} day
 * @param {string} tag
 */
export function shortDay(day, tag) {
  return dayText(day, tag, { day: "numeric", month: "long", year: "numeric" });
}

/**
 * Write a time of something that an officer did, in WIB to the minute.
 * @param {string | number} time ISO 8601, or milliseconds since 1970
 * @param {string} tag
 */
export function moment(time, tag) {
  const locale = tag === "en" ? "en-GB" : tag;
  const form = /** @type {const} */ ({ dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Jakarta" });
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "?" : `${new Intl.DateTimeFormat(locale, form).format(date)} WIB`;
}

/**
 * Write a size in bytes for people: "18 MB", "2,4 MB", "812 KB".
 * @param {number} bytes
 * @param {string} tag
 */
export function sizeText(bytes, tag) {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(tag, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}

/**
 * Write a count with the language's separators.
 * @param {number} count
 * @param {string} tag
 */
export function countText(count, tag) {
  return new Intl.NumberFormat(tag).format(count);
}

/**
 * Take control and bidirectional characters out of a name that somebody else chose.
 * @param {string} name
 */
export function shownName(name) {
  return name.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim() || "?";
}

/** Common forms of evidence: pictures, documents, sound, film, archives. */
const KEPT_ENDINGS = [
  "jpg jpeg png gif webp heic heif tif tiff bmp",
  "pdf txt csv doc docx xls xlsx ppt pptx odt ods odp rtf eml",
  "mp3 m4a ogg oga opus wav aac amr",
  "mp4 m4v mov webm mkv avi 3gp",
  "zip 7z rar",
].flatMap((group) => group.split(" "));

/**
 * Name a file on the disk: by case number and attachment id, never by what somebody else chose. Its ending stays only
 * if it is one of common evidence; programs lose theirs.
 * @param {string} number of the case
 * @param {string} id
 * @param {string} name
 */
export function diskName(number, id, name) {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1].toLowerCase() ?? "";
  const kept = KEPT_ENDINGS.includes(ending) ? ending : "bin";
  return `${number}_${id}.${kept}`;
}

/**
 * @param {string} day
 * @param {string} tag
 * @param {Intl.DateTimeFormatOptions} options
 */
function dayText(day, tag, options) {
  const locale = tag === "en" ? "en-GB" : tag;
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/**
 * Name an officer: whoever is of another agency with its name, since two agencies may call theirs alike.
 * @param {import("./app.js").App} app
 * @param {{author: string, label: string}} person
 */
export function personName(app, { author, label }) {
  const [agency] = author.split("/");
  const isOurs = agency === app.officer?.agency || !author.includes("/");
  return isOurs || label === "" ? label : `${label} (${app.officeName(agency)})`;
}
