// Lets Node's own test runner import the client's TypeScript.
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);
