/** What the officers' page says about one's own account, in English. */

const number = new Intl.NumberFormat("en");

/** @type {typeof import("./account.id.js").account} */
export const account = {
  passkeyProblems: {
    unsupported: "This browser cannot use passkeys here. Use a code from your authenticator.",
    cancelled: "No passkey was used, or it took too long. Try again.",
    known: "This device already holds a passkey for your account.",
    failed: "The passkey did not answer as it should. Try again, or use a code from your authenticator.",
  },

  account: {
    title: "My account",
    lead: "Only you can change this. No administrator can replace your passphrase, your second factor or your key.",
    loading: "Reading…",
    parts: {
      passphrase: "Passphrase",
      key: "My key",
      authenticator: "Authenticator app",
      recovery: "Recovery codes",
      passkeys: "Passkeys",
      sessions: "Sessions",
      handover: "Hand over cases",
    },
    factors: { code: "Authenticator", "recovery-code": "Recovery code", passkey: "Passkey" },

    proof: {
      lead: "Prove that it is you. A code that you signed in with does not work again; wait for the next one.",
      act: "Continue",
      working: "Working out the proof from your passphrase…",
      need: "Type passphrase and code.",
      wrong: "Passphrase or code was not accepted. Take a fresh code. After several wrong codes, wait some minutes.",
    },

    authenticator: {
      text: "Six digits from this app are your second factor. Replace it when you change your phone.",
      change: "Replace the authenticator app",
      scan: "1. Scan this code with the new app, or type its key.",
      picture: "QR code for the authenticator app",
      key: "Key",
      type: "2. Type the six digits that the new app shows",
      next: "3. Prove it with your passphrase and a code from the old app (or a recovery code)",
      act: "Replace",
      cancel: "Cancel",
      need: "Type the six digits from the new app.",
      wrong:
        "These six digits do not belong to the new key. Make sure that the new app scanned this code, then try again.",
      done: "The authenticator app was replaced. The old one no longer works, and your other sessions have ended.",
      proveTitle: "Replace the authenticator app",
    },

    recovery: {
      text: "A recovery code stands in for the authenticator's code if the phone is lost. It replaces no passphrase and opens no case.",
      left: (left) =>
        left === 0 ? "You have no valid recovery codes." : `${number.format(left)} codes are still valid.`,
      used: "Used so far:",
      make: "Make ten codes",
      remake: "Make ten new codes",
      proveTitle: "Make recovery codes",
      newTitle: "Ten new codes, shown only now",
      keep: "Write them down or print them, and keep them apart from phone and passphrase. All earlier codes no longer work.",
      hide: "I have kept them",
      usedTitle: "A recovery code was used",
      usedText: (used, left) =>
        `Recovery codes used since you last signed in with authenticator or passkey: ${number.format(used)}. Left: ${number.format(left)}. If it was not you, change your passphrase and your recovery codes now, and tell the administrator.`,
      open: "Open My account",
    },

    passkeys: {
      text: "A passkey lives in your device or security key, and asks for a PIN, a finger or a face.",
      none: "No passkeys yet.",
      unlocks: "Signs in and opens your key at one touch",
      second: "Second factor, beside the passphrase",
      added: (when) => `Added ${when}`,
      lastUsed: (when) => `Last used ${when}`,
      unused: "Never used",
      add: "Add a passkey",
      addTitle: "Add a passkey",
      touch: "Touch your passkey. Some devices ask twice.",
      doneUnlocks: "The passkey was added. One touch now signs in and opens your key.",
      doneSecond: "The passkey was added as a second factor, beside the passphrase.",
      remove: "Remove",
      removeName: (place) => `Remove passkey ${number.format(place)}`,
      name: (place) => `Passkey ${number.format(place)}`,
      removeTitle: (place) => `Remove passkey ${number.format(place)}?`,
      removeText:
        "This passkey can no longer sign in or open your key. Other sessions begun with a passkey end. This cannot be undone, but the passkey can be added again.",
      full: "There are ten passkeys already. Remove one first.",
    },

    sessions: {
      text: "Where you are signed in. Neither browser nor address is recorded.",
      begun: "Begun",
      lastUsed: "Last used",
      factor: "With",
      act: "Action",
      current: "This session",
      end: "End",
      endName: (when) => `End the session begun ${when}`,
      endOthers: "End all other sessions",
      only: "There are no other sessions.",
      ended: "Ended.",
    },

    handover: {
      text: "Do you or a colleague move, leave, or stay away for long? Hand the cases over to another officer.",
      open: "Hand over cases",
    },
  },
};
