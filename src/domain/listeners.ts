/**
 * Who wants to hear of something. The one door for telling several: a listener that throws is reported, and the others are told all
 * the same.
 */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Returns the unsubscriber; true from it when the listener was still there. The same function may be registered twice. */
  add(listener: (value: T) => void): () => boolean {
    const registered = (value: T): void => listener(value);
    this.#listeners.add(registered);
    return () => this.#listeners.delete(registered);
  }

  /** Tells those who are registered now. */
  tell(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
