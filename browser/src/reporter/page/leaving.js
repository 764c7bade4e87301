/** What happens when the page is left: a warning while something would be lost, and no words in any cache. */

/** Warns before the page is left, but only while something would be lost. */
export class Guard {
  #isOn = false;

  constructor() {
    addEventListener("beforeunload", (event) => {
      if (this.#isOn) event.preventDefault();
    });
    // Whoever needs the exit must get out at once.
    document.querySelector(".kop .out")?.addEventListener("click", () => this.set(false));
  }

  /** @param {boolean} isOn whether something would be lost now */
  set(isOn) {
    this.#isOn = isOn;
  }
}

/**
 * Take everything away when the page is left: what a browser keeps of it for going back is empty, and loads anew.
 * @param {() => void} forget called as well
 */
export function vanish(forget) {
  addEventListener("pagehide", () => {
    forget();
    document.body.replaceChildren();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
