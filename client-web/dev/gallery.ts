// Every part of the interface on one page, for the eye: `npm run dev`, then /dev/gallery.html. Not shipped.
import { mount } from 'svelte';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import { loadMessages } from '../src/lib/i18n/i18n.ts';
import LiveRegion from '../src/lib/ui/LiveRegion.svelte';
import Gallery from './Gallery.svelte';
import { say } from './fixture.ts';

await Promise.all([loadMessages('common'), loadMessages('room'), loadMessages('join')]);
mount(Gallery, { target: document.getElementById('app') ?? document.body });
Object.assign(window, { say });
mount(LiveRegion, { target: document.body });
