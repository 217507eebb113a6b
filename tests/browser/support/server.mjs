/** The server as a process of its own, and practice participants for its rooms. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = process.env.CROSSTRACKS;
if (!program)
  throw new Error('CROSSTRACKS has to say where the program is; `cargo test --test browser` does.');

export class Server {
  #folder;
  #listen = '127.0.0.1:0';
  #process;
  #helpers = [];

  static async start() {
    const server = new Server();
    server.#folder = await mkdtemp(join(tmpdir(), 'crosstracks-'));
    await server.startAgain();
    return server;
  }

  get url() {
    return `http://${this.#listen}`;
  }

  /** Starts it after `kill`, at the same address and with the same rooms. */
  async startAgain() {
    const data = join(this.#folder, 'data');
    const args = ['serve', '--json', '--log', 'warn', '--listen', this.#listen, '--data', data];
    this.#process = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(this.#process.stdout)) {
      this.#listen = JSON.parse(line).listen;
      return;
    }
    throw new Error('The server did not start.');
  }

  /** Ends it with no time to say anything. */
  async kill() {
    await end(this.#process);
  }

  /** Practice participants join a room, so many of each service. They go when the server does. */
  practise(code, sizes) {
    const people = sizes.reduce((sum, size) => sum + size);
    const args = ['rehearse', '--url', this.url, '--room', code, '--speed', 'max'];
    args.push('--people', String(people), '--services', sizes.join(','));
    this.#helpers.push(spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
  }

  /** Whether these words are anywhere in the files that it keeps. */
  async keeps(words) {
    const files = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath ?? file.path, file.name)));
    return (await Promise.all(texts)).some((text) => text.includes(words));
  }

  async stop() {
    await Promise.all([...this.#helpers, this.#process].map(end));
    await rm(this.#folder, { recursive: true });
  }
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
