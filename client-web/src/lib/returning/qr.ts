/** QR codes drawn on the device, for what no server may see. */
import { generate } from 'lean-qr';

/** A code as a path of an SVG, and the width and height of its view box. The quiet zone is part of it. */
export interface Drawn {
  path: string;
  size: number;
}

/** How many modules of white a code needs around it. */
const QUIET = 4;

/** Draws a code. */
export function drawQr(text: string): Drawn {
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
    }
  }
  return { path, size: code.size + 2 * QUIET };
}
