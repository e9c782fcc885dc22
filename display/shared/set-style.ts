/**
 * Sets custom properties of an element through the CSSOM. Style attributes are forbidden by the content policy, so a
 * changing value (a share, a progress) reaches the style sheet as a custom property. Usage: `<div ${setStyle({'--share': '0.4'})}>`.
 */
import { noChange } from 'lit';
import {
  Directive,
  type DirectiveParameters,
  directive,
  type ElementPart,
  type PartInfo,
  PartType,
} from 'lit/directive.js';

class SetStyle extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('setStyle belongs on an element');
  }
  render(_properties: Readonly<Record<`--${string}`, string>>): unknown {
    return noChange;
  }
  override update(part: ElementPart, [properties]: DirectiveParameters<this>): unknown {
    const element = part.element;
    if (element instanceof HTMLElement || element instanceof SVGElement) {
      for (const [name, value] of Object.entries(properties)) {
        if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
      }
    }
    return noChange;
  }
}

export const setStyle = directive(SetStyle);
