/** Looks of the console's actions and questions; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const actionZoneStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--space-2);
    padding: var(--space-4) var(--space-6);
    overflow: auto;
  }
  .title {
    font-size: var(--type-body);
    color: var(--ink-soft);
  }
  h3.title {
    margin-top: var(--space-1);
    font-size: var(--type-small);
    font-weight: var(--weight-text);
  }
  :host > .primary {
    width: 100%;
    min-height: calc(1.8 * var(--target));
    font-size: var(--type-title);
  }
  .others {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--space-2);
  }
  .others button {
    justify-content: flex-start;
    padding: var(--space-1) var(--space-3);
    text-align: start;
  }
  kbd {
    flex: none;
    margin-left: auto;
    min-width: 2em;
    padding: 0 var(--space-2);
    border: var(--hair) solid var(--edge);
    border-radius: var(--radius-small);
    background: var(--mist);
    color: var(--ink);
    font-family: var(--face);
    font-size: var(--type-small);
    font-weight: var(--weight-text);
    text-align: center;
  }
  .primary kbd {
    border-color: transparent;
    background: var(--accent-deep);
    color: var(--on-accent);
  }
  .question {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-3);
    border: var(--stroke) solid var(--accent);
    border-radius: var(--radius);
  }
  .question h3 {
    margin-bottom: var(--space-1);
    font-size: var(--type-lead);
    line-height: 1.3;
  }
  .question button {
    justify-content: flex-start;
    text-align: start;
  }
  .question ol {
    display: grid;
    gap: var(--space-3);
    margin-bottom: var(--space-2);
  }
  .question .quiet {
    color: var(--ink-soft);
    font-size: var(--type-small);
  }
  @media (max-width: 60rem) {
    :host {
      padding: var(--space-3);
    }
    .others button {
      padding-inline: var(--space-2);
      gap: var(--space-1);
    }
  }
  @media (max-height: 50rem) {
    :host {
      padding-block: var(--space-3);
    }
  }
`;
