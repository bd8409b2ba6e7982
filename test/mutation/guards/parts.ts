/** Seeded bugs in the cancellation of parts that the simulator notices. Those that tests notice are in part-cancel.ts. */
import { byRule, type Guard } from '../mutant.ts';

const CANCEL = 'lib/table/claims/cancel-booking.ts';
const CHANGES = 'lib/domain/claim-changes.ts';
const REFUNDS = 'lib/domain/refunds.ts';

export const PART_GUARDS: Guard[] = [
  {
    name: 'a cancelled seat or ticket is cancelled again, and refunded again',
    file: 'lib/domain/part-cancellation.ts',
    from: 'if (gone.seatIds.length + gone.areas.length + gone.ticketIds.length > 0)',
    to: 'if (gone.areas.length > 0)',
    breaks: 'P6',
    caughtBy: [byRule('one-effect')],
  },
  {
    name: 'a cancelled place of an area is cancelled again',
    file: 'lib/domain/part-cancellation.ts',
    from: 'all.filter(ticket => isNotVoid(ticket) && !byId.includes(ticket))',
    to: 'all.filter(ticket => !byId.includes(ticket))',
    breaks: 'P6',
    caughtBy: [byRule('booking-parts')],
  },
  {
    name: 'a part frees the places of all shares in the first bucket',
    file: CANCEL,
    from: 'const { seatIds, shares } = placesOfTickets(tickets);',
    to: 'const { seatIds, shares } = placesOfTickets(tickets.map(one => ({ ...one, ...(one.bucket !== undefined && { bucket: 0 }) })));',
    breaks: 'P5',
    caughtBy: [byRule('integrity')],
  },
  {
    name: 'a part frees the places that the booking keeps',
    file: CANCEL,
    from: 'filter(({ number }) => numbers.includes(number))',
    to: 'filter(({ number }) => !numbers.includes(number))',
    breaks: 'P5',
    caughtBy: [byRule('settled-places')],
  },
  {
    name: 'the rest of a booking frees the places of its cancelled part again',
    file: CANCEL,
    from: 'places: placesOf(claim),',
    to: 'places: placesOf({ ...claim, tickets: [] }),',
    breaks: 'P5',
    caughtBy: [byRule('integrity')],
  },
  {
    name: "a part stays in the customer's limit",
    file: CANCEL,
    from: "entries: { to: 'reduce', by: numbers.length },",
    to: "entries: { to: 'reduce', by: 0 },",
    breaks: 'P6',
    caughtBy: [byRule('integrity')],
  },
  {
    name: 'a part is not refunded before its payment is captured',
    file: CHANGES,
    from: 'return paid && amount > 0 ? withNewRefund(paid, amount) : undefined;',
    to: "return paid?.state === 'captured' && amount > 0 ? withNewRefund(paid, amount) : undefined;",
    breaks: 'P6',
    caughtBy: [byRule('booking-parts')],
  },
  {
    name: 'the rest of a booking is refunded with its whole price',
    file: 'lib/domain/refunds.ts',
    from: 'const rest = keptAmount(payment);',
    to: 'const rest = payment.amount;',
    also: [
      {
        file: REFUNDS,
        from: 'if (amount > keptAmount(payment)) throw',
        to: 'if (amount > payment.amount) throw',
      },
      {
        file: 'lib/table/claims/change-claim.ts',
        from: 'return requested > 0 ? [refundsTotalAtMost(payment.number, payment.amount - requested)] : [];',
        to: 'return [];',
      },
    ],
    breaks: 'P6',
    caughtBy: [byRule('stored-rows')],
  },
  {
    name: 'the sums count a cancelled part with the whole price of its booking',
    file: 'lib/domain/tally.ts',
    from: "if (action === 'booking.places-cancelled') tally.refunded = cancelled?.amount ?? 0;",
    to: "if (action === 'booking.places-cancelled') tally.refunded = total;",
    breaks: 'P7',
    caughtBy: [byRule('settled-payments')],
  },
  {
    name: 'a refund of a part makes the whole payment refunded',
    file: 'lib/domain/payment-changes.ts',
    from: "const state = after.wanted !== 'captured' && isAllReturned(after) ? 'refunded' : before.state;",
    to: "const state = 'refunded';",
    breaks: 'P6',
    caughtBy: [byRule('settled-payments')],
  },
];
