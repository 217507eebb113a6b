/** The longest event that is taken, in characters: far more than any view. */
const MAX_EVENT = 4 * 1024 * 1024;

/** Cuts a `text/event-stream`, which comes in pieces of any size, into the data of its events. */
export class EventStreamParser {
  #rest = '';
  #data: string[] = [];

  /** The data of the events that this piece completes. */
  push(piece: string): string[] {
    const events: string[] = [];
    this.#rest += piece;
    if (this.#rest.length > MAX_EVENT) throw new Error('an event is too long');

    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.#rest);
      if (!end) return events;
      const line = this.#rest.slice(0, end.index);
      this.#rest = this.#rest.slice(end.index + end[0].length);
      this.#take(line, events);
    }
  }

  #take(line: string, events: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push(this.#data.join('\n'));
      this.#data = [];
    } else if (line.startsWith('data:')) {
      this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
    // Comments keep the line warm; other fields are not used.
  }
}
