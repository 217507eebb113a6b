/** What one's group does in a turn: reads its answer, leads in putting it right, adds to that, or listens. */
export type Role = 'reads' | 'leads' | 'adds' | 'listens';
