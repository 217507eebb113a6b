import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import App from './App.svelte';
import { declareLanguage, loadMessages } from './lib/i18n/i18n.ts';
import { renewWhenStale } from './lib/renewal.ts';
import { routeOf } from './lib/route.ts';
import { loadScreen } from './lib/screens.ts';
import LiveRegion from './lib/ui/LiveRegion.svelte';

declareLanguage(document.documentElement);
renewWhenStale(window);

// The screen is on its way while the words are.
loadScreen(routeOf(location.pathname).screen).catch(() => {});

loadMessages('common').finally(() => {
  const target = document.getElementById('app');
  if (target) mount(App, { target });
  // Beside the application, so that a sheet over the page does not silence it.
  mount(LiveRegion, { target: document.body });
});
