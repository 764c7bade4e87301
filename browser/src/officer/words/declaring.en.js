/** What the page says about conflicts of interest, in English. */

export const declaring = {
  title: (/** @type {string} */ number) => `A conflict of interest in ${number}?`,
  question: "Before you write in this case: do you have an interest in it? For example:",
  examples: [
    "the person reported or a witness is family, a close friend, your superior or subordinate",
    "you took part in what is reported, or have examined it before",
    "you gain or lose by how this case ends",
  ],
  signed: "Your answer is signed and read by officers of this case only. It is asked once in every case.",
  none: "No conflict",
  conflict: "There is a conflict",
  reasonLabel: "What connects you? Only officers of this case read it",
  needReason: "Write what connects you",
  consequence:
    "From then on you cannot open this case any more, and nobody can assign you to it again. This cannot be taken back.",
  prove: "Declare the conflict",
  leave: "Declare the conflict and leave the case",
  recusedTitle: (/** @type {string} */ name) => `${name} declared a conflict of interest`,
  recused:
    "The server has closed this case to this officer. The key of the case was once given out, though: give the case a new key without this officer.",
  takeOff: (/** @type {string} */ name) => `Take ${name} off now`,
  grounds: (/** @type {string} */ name) => `${name} declared a conflict of interest.`,
};
