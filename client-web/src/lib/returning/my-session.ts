/** "My session": one file, made on the device of whoever takes it along, that needs nothing else to be read. */
import { t } from '../i18n/i18n.ts';
import type { CorrectedQuestion, Service, TakeAway } from '../protocol/protocol.ts';

export interface MySessionFile {
  title: string;
  /** The day, as people write it. */
  day: string;
  lang: string;
  services: readonly Service[];
  /** One's own plans, in one's own words. */
  plans: readonly string[];
  taken: TakeAway;
}

const STYLE =
  'body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.0625rem/1.55 Georgia,serif;color:#1d1b18;background:#fffdf9}' +
  'h1,h2,h3{font-family:system-ui,sans-serif;line-height:1.2}h2{margin-top:2.5rem;border-top:1px solid #ccc;padding-top:1.5rem}' +
  'li{margin-block:.5rem}.quiet{color:#5c564d}.mark{font:600 .9rem system-ui,sans-serif}' +
  '@media print{body{margin:0}h2,h3{break-after:avoid}li{break-inside:avoid}}';

/** Whatever people wrote, as text and nothing else. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

const MARKS = {
  right: 'my-session-right',
  partly: 'my-session-partly',
  not_right: 'my-session-not-right',
  depends_locally: 'my-session-locally',
  we_differ: 'my-session-differ',
} as const;

function question(asked: CorrectedQuestion): string {
  const points = asked.answers.flatMap((answer) => {
    const written = answer.points.map((point) => {
      const mark = point.mark ? `<span class="mark">${escapeHtml(t(MARKS[point.mark]))}</span>` : '';
      const words = point.clarifications.map((words) => `<br><em>${escapeHtml(words)}</em>`).join('');
      return `<li>${escapeHtml(point.text)} ${mark}${words}</li>`;
    });
    return [...written, ...answer.clarifications.map((words) => `<li><em>${escapeHtml(words)}</em></li>`)];
  });
  return points.length === 0 ? '' : `<h3>${escapeHtml(asked.text)}</h3><ul>${points.join('')}</ul>`;
}

/** The file, as HTML. */
export function mySession({ title, day, lang, services, plans, taken }: MySessionFile): string {
  const of = (id: string) => services.find((service) => service.id === id)?.name ?? id;
  const about = [...new Set(taken.corrections.map((asked) => asked.about))].map((service) => {
    const asked = taken.corrections.filter((one) => one.about === service).map(question);
    return `<h2>${escapeHtml(t('my-session-about', { service: of(service) }))}</h2>${asked.join('')}`;
  });
  const own = plans.map((plan) => `<li>${escapeHtml(plan)}</li>`).join('');
  const note = taken.my_session;
  const stages = taken.stages.map(
    (stage) =>
      `<li>${escapeHtml(t('my-session-stage', { title: stage.title, minutes: stage.minutes }))}</li>`,
  );
  const record = note
    ? `<h2>${escapeHtml(note.note_title)}</h2><p>${escapeHtml(note.note)}</p>` +
      `<p><strong>${escapeHtml(t('my-session-minutes', { minutes: taken.minutes }))}</strong></p>` +
      `<ul>${stages.join('')}</ul>` +
      note.reflection.map((prompt) => `<h3>${escapeHtml(prompt)}</h3><p>&nbsp;</p>`).join('')
    : '';
  return (
    `<!doctype html><html lang="${escapeHtml(lang)}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title>` +
    `<style>${STYLE}</style></head><body><main><h1>${escapeHtml(title)}</h1><p class="quiet">${escapeHtml(day)}</p>` +
    (own === '' ? '' : `<h2>${escapeHtml(t('my-session-plans'))}</h2><ul>${own}</ul>`) +
    about.join('') +
    record +
    `<p class="quiet">${escapeHtml(t('my-session-made'))}</p></main></body></html>`
  );
}

/** Hands a text to the browser as a file to keep. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
