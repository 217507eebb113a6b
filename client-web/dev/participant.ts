// A participant's screens, for the eye: `npm run dev`, then /dev/participant.html#vote. Not shipped.
import { mount } from 'svelte';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import { loadMessages, type Area } from '../src/lib/i18n/i18n.ts';
import { takeSeat } from '../src/lib/seats.ts';
import LiveRegion from '../src/lib/ui/LiveRegion.svelte';
import Room from '../src/routes/room/Room.svelte';
import { scenes } from './scenes.ts';

const name = location.hash.slice(1) || 'vote';
const views = scenes[name];
if (!views) throw new Error(`There is no scene ${name}; there are ${Object.keys(scenes).join(', ')}`);

/** A server that welcomes and acknowledges; `say(…)` in the console has it say more. */
class FriendlySocket {
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;
  constructor() {
    Object.assign(window, { say: this.say.bind(this), drop: () => this.onclose?.() });
    setTimeout(() => this.onopen?.());
  }
  say(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  send(text: string) {
    const { type, id } = JSON.parse(text) as { type: string; id: number };
    if (type === 'command') setTimeout(() => this.say({ type: 'ack', id }), 150);
    if (type !== 'hello') return;
    this.say({ type: 'welcome', now: Date.now(), role: 'participant', room: 'r', last: 0, views });
    this.say({ type: 'presence', facilitator: name !== 'away' });
    this.say({ type: 'writing', people: { p2: 'q1.why_said', p3: 'a1' } });
  }
  close() {}
}
Object.assign(window, { WebSocket: FriendlySocket });

takeSeat({ id: 'dev', role: 'participant', token: '', code: 'ABCDEFG', title: '', name: 'Ann', at: 0 });
const areas: Area[] = ['common', 'room', 'activity', 'arrival', 'join'];
await Promise.all(areas.map(loadMessages));
mount(Room, { target: document.getElementById('app') ?? document.body });
mount(LiveRegion, { target: document.body });
