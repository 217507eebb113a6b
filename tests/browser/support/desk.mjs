/** A facilitator without a screen, who does what the desk suggests. Speaks the protocol over plain requests. */
const PATIENCE = 60_000;
/** How long people have for one thing. */
const LONG_ENOUGH = 15_000;

export class Desk {
  #url;
  #token;
  #session;
  #sent = 0;
  #device;
  /** What was asked and not answered yet. */
  #asked;
  #views = {};
  #answers = new Map();
  #listeners = new Set();

  /** Opens a room in which "close" closes at once, and sits down at its desk. */
  static async open(server, { title = 'Across the corridor', name = 'Robin' } = {}) {
    const desk = new Desk();
    desk.#url = server.url;
    const opened = await desk.#post('/api/rooms', {
      title,
      name,
      grace_seconds: 0,
    });
    desk.code = opened.code;
    desk.#token = opened.facilitator;
    desk.display = opened.display;
    await desk.sitDown();
    return desk;
  }

  /** What opens the desk on a screen, and what it takes to come back as this facilitator. */
  get token() {
    return this.#token;
  }

  get view() {
    return this.#views.desk;
  }

  /** Somebody in the room, by a name that nobody else has. */
  person(name) {
    return Object.values(this.view.people).find((person) => person.name === name);
  }

  /** Connects; to be done again after the server was away. */
  async sitDown() {
    this.#device = `desk-${Date.now()}`;
    this.#sent = 0;
    await this.#connect();
  }

  async #connect() {
    this.#views = {};
    const device = this.#device;
    const response = await fetch(`${this.#url}/api/stream`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'hello', token: this.#token, device }),
    });
    // The stream ends with the server; what waits then waits in vain and says so itself.
    this.#listen(response.body).catch(() => {});
    await this.until(() => true);
    if (this.#asked) await this.#post('/api/send', { session: this.#session, message: this.#asked });
  }

  /** Somebody else joins, who then does nothing by themselves. Gives their token. */
  async join(name, service) {
    const card = { code: this.code, name, service, modality: 'in_room' };
    return (await this.#post('/api/join', card)).token;
  }

  /** One of those gives commands, each of which has to be taken, all on a device that gave none before. */
  async have(token, commands, device = 'once') {
    const response = await fetch(`${this.#url}/api/stream`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'hello', token, device }),
    });
    const decoder = new TextDecoder();
    let heard = '';
    let sent = 0;
    for await (const piece of response.body) {
      heard += decoder.decode(piece, { stream: true });
      const session = /"session":"([^"]+)"/.exec(heard)?.[1];
      if (heard.includes('"rejected"')) throw new Error(heard);
      if (!session || !heard.includes('"welcome"') || heard.split('"type":"ack"').length - 1 < sent) continue;
      const command = commands[sent];
      if (!command) return;
      sent += 1;
      await this.#post('/api/send', { session, message: { type: 'command', id: sent, command } });
    }
  }

  /** Waits until the desk's view is so. */
  async until(wanted, patience = PATIENCE) {
    await this.#heard(() => this.view !== undefined && wanted(this.view), patience);
  }

  /** Gives a command, which has to be taken. */
  async act(command) {
    const id = (this.#sent += 1);
    const message = { type: 'command', id, expected: this.view.revision, command };
    this.#asked = message;
    await this.#post('/api/send', { session: this.#session, message });
    await this.#heard(() => this.#answers.has(id));
    this.#asked = undefined;
    const answer = this.#answers.get(id);
    if (answer.type !== 'ack') throw new Error(`${JSON.stringify(command)} was refused: ${answer.message}`);
  }

  /** Does what is suggested, as soon as something is. */
  async follow() {
    await this.until((view) => view.next !== undefined);
    await this.act(this.view.next.command);
  }

  /** Follows until the room is at a step, and its items are open if it has some that open. */
  async goTo(step) {
    while (this.view.step.step !== step || this.view.phase === 'lobby') await this.follow();
    const isOpen = ({ items }) => Object.values(items).some(({ status }) => status.state !== 'locked');
    while (Object.keys(this.view.items).length > 0 && !isOpen(this.view)) await this.follow();
  }

  /**
   * Follows to the end, each time once the people in the room have done what is asked of them, or have had long
   * enough: who writes with others may leave something to them that nobody writes.
   */
  async toTheEnd(people) {
    await this.until((view) => Object.keys(view.people).length === people);
    const isFull = ({ status, progress }) =>
      status.state !== 'open' || !progress || progress.done === progress.of;
    const isOver = (view) => view.phase === 'closed';
    while (!isOver(this.view)) {
      const isDone = (view) =>
        isOver(view) || (view.next !== undefined && Object.values(view.items).every(isFull));
      await this.until(isDone, LONG_ENOUGH).catch(() => {});
      if (!isOver(this.view)) await this.follow();
    }
  }

  async #post(path, body) {
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.status === 202 ? undefined : response.json();
  }

  async #listen(body) {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of body) {
      rest += decoder.decode(piece, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop();
      for (const event of events) {
        const data = event.split('\n').find((line) => line.startsWith('data: '));
        if (data) this.#take(JSON.parse(data.slice('data: '.length)));
      }
    }
  }

  #take(message) {
    if (message.session) this.#session = message.session;
    // Who could not read fast enough is let go, and comes back; what was asked is done once.
    if (message.type === 'goodbye' && message.code === 'lagged') void this.#connect();
    Object.assign(this.#views, message.views, message.full);
    for (const [layer, patch] of Object.entries(message.patch ?? {})) {
      this.#views[layer] = merge(this.#views[layer], patch);
    }
    if (message.type === 'ack' || message.type === 'rejected') this.#answers.set(message.id, message);
    for (const listener of this.#listeners) listener();
  }

  #heard(condition, patience = PATIENCE) {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        settle(value);
      };
      const look = () => condition() && done(resolve);
      const timer = setTimeout(() => {
        const { step, phase, waiting } = this.view ?? {};
        done(reject, new Error(`the desk waits in vain: ${JSON.stringify({ step, phase, waiting })}`));
      }, patience);
      this.#listeners.add(look);
    });
  }
}

/** RFC 7396. */
function merge(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const merged = { ...(typeof target === 'object' && !Array.isArray(target) ? target : {}) };
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete merged[key];
    else merged[key] = merge(merged[key], change);
  }
  return merged;
}
