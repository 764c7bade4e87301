/**
 * Locks after a time without use. Compares clock readings, so that sleep and slowed timers do not stretch it.
 *
 * What was started counts as use when it begins and whenever it gets on (a download, an export); waiting for a
 * server that does not answer is none, or that server could keep the page open.
 */

export const IDLE_SECONDS = 15 * 60;
export const WARNING_SECONDS = 60;
const LOOK_MS = 1_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

export class Idle {
  #last = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #onWarn;
  #onEnd;
  #limit;

  /**
   * @param {object} options
   * @param {(secondsLeft: number | null) => void} options.onWarn with null once there is nothing to warn of
   * @param {() => void} options.onEnd
   * @param {number} [options.limit] in seconds
   */
  constructor({ onWarn, onEnd, limit = IDLE_SECONDS }) {
    this.#onWarn = onWarn;
    this.#onEnd = onEnd;
    this.#limit = limit;
  }

  start() {
    this.stop();
    this.#last = Date.now();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    for (const sign of SIGNS) document.addEventListener(sign, this.#used, { passive: true, capture: true });
    document.addEventListener("visibilitychange", this.#returned);
  }

  stop() {
    clearInterval(this.#timer);
    for (const sign of SIGNS) document.removeEventListener(sign, this.#used, { capture: true });
    document.removeEventListener("visibilitychange", this.#returned);
  }

  /** Count this moment as use. */
  use() {
    if (this.#left() <= 0)
      this.#look(); // woken from sleep by a touch: too late
    else this.#last = Date.now();
  }

  #used = () => this.use();

  #returned = () => this.#look();

  #left() {
    return Math.ceil(this.#limit - (Date.now() - this.#last) / 1000);
  }

  #look() {
    const left = this.#left();
    if (left <= 0) {
      this.stop();
      this.#onEnd();
    } else {
      this.#onWarn(left <= WARNING_SECONDS ? left : null);
    }
  }
}
