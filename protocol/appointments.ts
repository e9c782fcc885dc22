/**
 * A list of appointments as it comes to the hall, from a file or as the centre's document `appointments`: the whole list, each
 * time. Times are those on the wall of the hall. No names: a customer is an id of the centre's and a code.
 */
import Type, { type Static } from 'typebox';
import { limits } from './limits.ts';

const appointmentSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,64}$', description: "The centre's own id; never shown" }),
    code: Type.String({
      pattern: '^[A-Za-z0-9-]{1,40}$',
      description: 'What the customer types',
      // Whoever knows it can check in: it is not repeated in messages.
      writeOnly: true,
    }),
    service: Type.String({ pattern: '^[A-Z]{1,3}$', description: 'Service id' }),
    at: Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}T([01][0-9]|2[0-3]):[0-5][0-9]$',
      description: 'Local time of the hall',
    }),
  },
  { additionalProperties: false },
);

export const appointmentListSchema = Type.Array(appointmentSchema, {
  maxItems: limits.appointmentsMax,
  description: 'All appointments that stand',
});
export type AppointmentList = Static<typeof appointmentListSchema>;
