// Stands in for the generated types until they are there.
export type Timestamp = number;
export type Role = 'facilitator' | 'participant' | 'display';
export type Layer = 'shared' | 'group' | 'own' | 'desk' | 'display';
export type Pattern = 'solid' | 'stripes' | 'dots' | 'grid' | 'zigzag' | 'waves' | 'rings' | 'bricks';
export type Colour = { light: string; dark: string };
export type Profession = { id: string; label: string };
export type Service = {
  id: string;
  name: string;
  short: string;
  letter: string;
  colour: Colour;
  pattern: Pattern;
  professions: Array<Profession>;
};
export type Sponsor = { service: string; statement: string };
export type Term = { term: string; meaning: string };
export type Stakeholder = { id: string; label: string };
export type Modality = 'in_room' | 'remote';
export type RejectionCode = string;
export type GoodbyeCode = string;
export type Command =
  | { type: 'accept_rules' }
  | { type: 'ask_for_help'; on: boolean }
  | { type: 'leave' }
  | { type: 'come_back' }
  | { type: 'correct_myself'; name: string; service: string; profession?: string; modality: Modality };
export type ClientMessage =
  | { type: 'hello'; token: string; device: string }
  | { type: 'command'; id: number; expected?: number; command: Command }
  | { type: 'writing'; sheet?: string }
  | { type: 'ping' };
export type ServerMessage =
  | {
      type: 'welcome';
      now: number;
      role: Role;
      room: string;
      last: number;
      views: Partial<Record<Layer, unknown>>;
    }
  | { type: 'update'; full?: Partial<Record<Layer, unknown>>; patch?: Partial<Record<Layer, unknown>> }
  | { type: 'ack'; id: number }
  | { type: 'rejected'; id: number; code: RejectionCode; message: string }
  | { type: 'presence'; facilitator: boolean; participants?: Array<string> }
  | { type: 'writing'; people: Record<string, string> }
  | { type: 'pong' }
  | { type: 'goodbye'; code: GoodbyeCode; message: string; retry_ms?: number };
export type Phase = 'lobby' | 'live' | 'paused' | 'closed';
export type TimerView = { type: 'running'; ends_at: number } | { type: 'standing'; left_ms: number };
export type StepView = {
  stage: string;
  stage_number: number;
  stage_count: number;
  stage_title: string;
  activity: string;
  step: string;
  step_number: number;
  step_count: number;
  title: string;
  instruction: string;
  next_title?: string;
  timer?: TimerView;
};
export type Materials = {
  services: Array<Service>;
  stakeholders: Array<Stakeholder>;
  ground_rules: Array<string>;
  sponsors: Array<Sponsor>;
  glossary: Array<Term>;
  confidence_labels: Array<string>;
  lang: string;
};
export type SharedView = {
  title: string;
  code: string;
  facilitators: Array<string>;
  phase: Phase;
  retention_days: number;
  materials: Materials;
  step: StepView;
};
export type Standing = 'knocking' | 'in' | 'left' | 'removed';
export type OwnView = {
  participant: string;
  name: string;
  service: string;
  profession?: string;
  modality: Modality;
  standing: Standing;
  late: boolean;
  can_correct_service: boolean;
  attributable: boolean;
  help: boolean;
  rules_accepted: boolean;
};
export type PersonView = { name: string; service: string; profession?: string; left: boolean };
export type GroupView = {
  group: string;
  kind: 'mixed' | 'single';
  number: number;
  service?: string;
  people: Record<string, PersonView>;
  scribe?: string;
};
export type DeskView = { revision: number };
export type DisplayView = { title: string; code: string; phase: Phase; materials: Materials; step: StepView };
