/** Runs a task per key once nothing has asked for it for a while. */
export class Debouncer {
  private readonly delay: number;
  private readonly timers = new Map<string, NodeJS.Timeout>();

  /** `delay` in milliseconds. */
  constructor(delay: number) {
    this.delay = delay;
  }

  schedule(key: string, task: () => void): void {
    this.cancel(key);
    const timer = setTimeout(() => {
      this.timers.delete(key);
      task();
    }, this.delay);
    this.timers.set(key, timer);
  }

  cancel(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
  }

  cancelAll(): void {
    for (const key of [...this.timers.keys()]) this.cancel(key);
  }
}
