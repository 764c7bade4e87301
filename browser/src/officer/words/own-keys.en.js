/** What "My account" says about one's own passphrase and key, in English. */

const number = new Intl.NumberFormat("en");

/** @type {typeof import("./own-keys.id.js").ownKeys} */
export const ownKeys = {
  passphrase: {
    text: "These seven words open your key. Change them if somebody may have seen them. Nobody can change them for you.",
    change: "Change the passphrase",
    keep: "Seven new words. Write them on paper; the old ones hold until the last step is done.",
    act: "Change",
    waits:
      "A new key is waiting for the officials. Wait until the list is published and sign in again, or withdraw that key first.",
    proveTitle: "Change the passphrase",
    done: "The passphrase was changed, and your other sessions have ended. Destroy the old paper. Add passkeys anew if anything looks suspicious.",
  },
  key: {
    text: "Your key opens cases and signs replies. Renew it if somebody may have read your computer, or when the directory asks for it.",
    ask: "Renew the key",
    proveTitle: "Renew the key",
    waits: "The new key is made. The old one holds until the officials publish a list that names the new one.",
    then: "Once the list is published, sign out and in again with your passphrase. Here you then seal your cases to the new key.",
    withdraw: "Withdraw the new key",
    withdrawTitle: "Withdraw the new key?",
    withdrawText:
      "The new key and its request are deleted. A request that was handed over must not be signed any more; tell the officials.",
    listed: "The list names your new key. Seal your cases to it; once all are done, the old key is deleted.",
    seal: "Seal my cases again",
    sealing: "Sealing cases again",
    progress: (done, all) => `${number.format(done)} of ${number.format(all)} cases`,
    sealed: (done) =>
      `Done: ${number.format(done)} cases open with the new key. The old key is deleted. Passkeys that opened the old key have to be added again.`,
    left: (left) =>
      `${number.format(left)} cases could not be sealed again, so the old key is kept. Try again, or ask a colleague to give those cases a new key.`,
    stopped: "Stopped. What was sealed again holds; go on whenever you like.",
  },
};
