/** What the officers' page says on the way in by an invitation, in English. */

/** @type {typeof import("./enrolment.id.js").enrolment} */
export const enrolment = {
  link: "I have an invitation",
  title: "Enrol with an invitation",
  step: (place, of) => `Step ${place} of ${of}`,
  lead: "Your agency's administrator gives you an invitation code. Your keys are made in this browser and never leave it unwrapped.",
  code: "Invitation code",
  codeHint: "Sixteen letters and digits, in groups of four",
  open: "Open the invitation",
  opening: "Opening…",
  needCode: "Type the invitation code.",
  wrongCode:
    "This code is not valid: wrong, used, withdrawn, or older than 24 hours. Ask the administrator for another.",
  untrusted:
    "The signed documents on this server cannot be proved. Do not go on; tell the officials who hold the root keys.",
  who: { office: "Agency", name: "Name", unit: "Unit", roles: "Roles asked for", login: "Login" },
  compareText:
    "Compare the eight words below, one by one, with the officials' sheet or the agency's poster. All your trust will rest on them: a hostile server would show other words.",
  installation: "The whole service",
  same: "All words are the same as on paper",
  needSame: "Compare the words first. If any differs, stop and tell the officials who hold the root keys.",
  next: "Continue",
  passphraseText:
    "These seven words are your passphrase. Write them on paper and keep it apart from your phone. Nobody can give them back: if they are lost, you are enrolled anew.",
  written: "I have written them down",
  again: "Type the passphrase from your paper",
  againHint: "Seven words, separated by spaces",
  wrongAgain: "These words are not your passphrase. Look at your paper.",
  lookAgain: "Show the passphrase once more",
  scan: "Scan this with the authenticator app on your phone, or type the key.",
  picture: "QR code for the authenticator app",
  key: "Key",
  type: "The six digits that the app shows",
  needProof: "Type the six digits from the authenticator app.",
  wrongProof: "These six digits do not fit. Wait for the next ones, check your phone's clock, then try again.",
  make: "Make keys and account",
  making: "Making keys…",
  waitingTitle: "Waiting for the officials",
  made: "Your account and keys are made. You can read nothing yet: the officials have to sign a list that holds your key.",
  waits: "Passphrase and code are right. The officials have not published a list that holds your key yet.",
  wordsTitle: "The eight words of your request",
  wordsText: "Write these words down. The officials ask for them, in person or by telephone, before they sign.",
  then: [
    "The administrator hands your request to the officials.",
    "The officials compare the eight words with you, then sign a new list.",
    "Once the list is published, sign in with your passphrase and code.",
  ],
  download: "Download the request file",
  foreign:
    "The server gave another request in the place of yours. It is not by your key, and its words are not shown. Tell the officials not to sign any request under your name.",
  back: "To the sign-in page",
};
