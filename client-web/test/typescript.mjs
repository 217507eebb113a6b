// Lets Node's own test runner import the client's TypeScript.
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);

// The oldest Node that is supported has none, and the others follow the machine.
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-GB'] }, configurable: true });
