/** Waiting between attempts. */

const LONGEST_S = 30;

/** Milliseconds before attempt number `attempt` (from 0): between 1 s and a doubling bound, at random, 30 s at most. */
export function backoff(attempt, random = Math.random()) {
  const bound = Math.min(LONGEST_S, 2 ** (attempt + 1));
  return 1000 * (1 + random * (bound - 1));
}

/** A wait that can be cut short, for when the network comes back. */
export class Pause {
  #end = null;

  wait(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  wake() {
    this.#end?.();
  }
}
