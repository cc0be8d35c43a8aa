/** Lets only a few questions of one kind go to the server at a time; the others wait their turn. */
export class Turns {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(atMost: number) {
    this.free = atMost;
  }

  /** Runs `work` when its turn comes; a question given up meanwhile is not asked at all. */
  async take<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
