/** How the hall names what came from the centre, so that nothing of its own is ever overwritten and nobody edits in vain. */

export const centrePrefix = 'centre-';

/** True for a notice or a playlist of the centre: its next delivery would overwrite whatever the hall changes in it. */
export function isOfCentre(id: string): boolean {
  return id.startsWith(centrePrefix);
}
