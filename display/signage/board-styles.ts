/** What every part of the board shares: both languages or the one whose turn it is, the colours of the theme. */
import { css } from 'lit';

export const boardStyles = css`
  .zh {
    display: var(--show-zh);
  }
  .en {
    display: var(--show-en);
    font-weight: var(--weight-text);
  }
  .quiet {
    color: var(--board-quiet);
  }
`;
