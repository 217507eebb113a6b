/** The desk's own state: the room as facilitators see it, what they are about to confirm, and what was refused. */
import { announce } from '../announce.svelte.ts';
import { groupName } from '../names.ts';
import type {
  Command,
  DeskView,
  GroupId,
  ItemId,
  ParticipantId,
  RosterPerson,
  Service,
  ServiceId,
} from '../protocol/protocol.ts';
import type { Room } from '../room.svelte.ts';
import { reasonOf } from '../saving.svelte.ts';

/** Something that asks once more before it is done. */
export interface Confirmation {
  title: string;
  text: string;
  /** What the button says. */
  action: string;
  /** Something is lost. */
  danger?: boolean;
  run: () => unknown;
}

/** Two people to keep apart or together; used for the next proposal and not kept. */
export interface Wish {
  relation: 'apart' | 'together';
  a: ParticipantId;
  b: ParticipantId;
}

/** What is laid over the desk. */
export type Overlay = { sheet: 'join' | 'room' | 'keys' } | { sheet: 'person'; participant: ParticipantId };

export class Desk {
  readonly room: Room;

  /** Why the last command was refused, as a sentence. */
  refusal = $state<string>();
  /** How many commands on the agenda are under way. */
  busy = $state(0);
  confirmation = $state.raw<Confirmation>();
  overlay = $state.raw<Overlay>();
  wishes = $state.raw<Wish[]>([]);
  /** Quotes ticked for the talk while they are not picked yet; none means the suggested ones. */
  picking = $state.raw<ItemId[]>();
  /** Quotes were picked, and are being picked anew. */
  repicking = $state(false);

  constructor(room: Room) {
    this.room = room;
  }

  /** The room as facilitators see it; the console is only shown once there is one. */
  get view(): DeskView {
    const view = this.room.desk;
    if (!view) throw new Error('the desk is shown before its view is here');
    return view;
  }

  /** Commands on the agenda or the groups, one after another; all but the first refused if someone is quicker. */
  async steer(...commands: Command[]): Promise<boolean> {
    const { revision } = this.view;
    this.refusal = undefined;
    this.busy += 1;
    try {
      const outcomes = await Promise.all(
        // Each command that takes effect raises the revision by one.
        commands.map((command, n) => this.room.steer(command, revision + n)),
      );
      const refused = outcomes.find((outcome) => !outcome.done);
      if (refused) this.#refuse(reasonOf(refused));
      return !refused;
    } finally {
      this.busy -= 1;
    }
  }

  /** A command on people, which no other facilitator's command makes stale. */
  async manage(command: Command): Promise<boolean> {
    this.refusal = undefined;
    const outcome = await this.room.send(command);
    if (!outcome.done) this.#refuse(reasonOf(outcome));
    return outcome.done;
  }

  ask(confirmation: Confirmation): void {
    this.confirmation = confirmation;
  }

  #refuse(reason: string | undefined): void {
    this.refusal = reason;
    if (reason) announce(reason, 'refusal');
  }

  get services(): Service[] {
    return this.view.materials.services;
  }

  service(id: ServiceId | undefined): Service | undefined {
    return this.services.find((service) => service.id === id);
  }

  serviceName(id: ServiceId): string {
    return this.service(id)?.name ?? id;
  }

  /** Of a formed group, or of one that is proposed. */
  groupName(id: GroupId): string {
    const group = this.view.groups[id];
    if (group) return groupName(this.view.materials, group);
    const proposed = this.view.proposal?.groups.find((other) => other.id === id);
    const number = Number(/(\d+)$/.exec(id)?.[1] ?? 0);
    return groupName(this.view.materials, { number, service: proposed?.service });
  }

  personName(id: ParticipantId): string {
    return this.view.people[id]?.name ?? id;
  }

  /** People who are in, by name. */
  get people(): [ParticipantId, RosterPerson][] {
    return byName(Object.entries(this.view.people).filter(([, person]) => person.standing === 'in'));
  }

  isAway(id: ParticipantId): boolean {
    return !this.room.present.includes(id);
  }
}

const collator = new Intl.Collator();

export function byName(people: [ParticipantId, RosterPerson][]): [ParticipantId, RosterPerson][] {
  return people.sort(([a, one], [b, other]) => collator.compare(one.name, other.name) || (a < b ? -1 : 1));
}
