/** Styles that every page's elements share: type, buttons, cards. Sizes and colours come from theme.css only. */
import { css } from 'lit';

export const pageStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1,
  h2,
  h3 {
    font-weight: var(--weight-strong);
    line-height: var(--line-tight);
  }
  .number {
    font-family: var(--face-number);
    font-weight: var(--weight-number);
    font-variant-numeric: tabular-nums slashed-zero;
    line-height: 1;
    white-space: nowrap;
  }
  .digits {
    font-variant-numeric: tabular-nums slashed-zero;
  }
  .card {
    background: var(--paper);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
  }
  .heard {
    position: absolute;
    width: var(--hair);
    height: var(--hair);
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: var(--target);
    padding: var(--space-2) var(--space-4);
    border: var(--stroke) solid var(--edge);
    border-radius: var(--radius-small);
    background: var(--paper);
    font-weight: var(--weight-strong);
    line-height: var(--line-tight);
    cursor: pointer;
    transition: background-color var(--arrive), border-color var(--arrive);
  }
  @media (hover: hover) {
    button:hover:not(:disabled) {
      border-color: var(--accent);
      background: var(--accent-mist);
    }
  }
  button:active:not(:disabled) {
    background: var(--mist-deep);
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover:not(:disabled),
  button.primary:active:not(:disabled) {
    border-color: var(--accent-deep);
    background: var(--accent-deep);
  }
  button.plain {
    border-color: transparent;
    background: transparent;
  }
  button:disabled {
    border-color: var(--line);
    background: var(--mist);
    color: var(--ink-soft);
    cursor: default;
  }
  a {
    color: var(--accent-deep);
  }
  :focus-visible {
    outline: var(--focus) solid var(--accent);
    outline-offset: var(--stroke);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
