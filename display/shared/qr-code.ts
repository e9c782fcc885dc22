/** A QR code as inline SVG: dark modules in one path, four modules of quiet zone, sized by its container. */
import { svg, type TemplateResult } from 'lit';
import { encode } from 'uqr';

const quietModules = 4;

export function qrCode(text: string): TemplateResult {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  let path = '';
  for (const [row, modules] of data.entries()) {
    for (const [column, dark] of modules.entries())
      if (dark) path += `M${column + quietModules} ${row + quietModules}h1v1h-1z`;
  }
  const side = size + 2 * quietModules;
  return svg`<svg viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges" aria-hidden="true"><path d=${path} fill="currentColor"></path></svg>`;
}
