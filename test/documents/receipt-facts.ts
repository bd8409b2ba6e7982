/** The facts of a receipt with every kind of line, for tests of its PDF. */
import type { ReceiptFacts } from '../../lib/domain/receipts.ts';

export const RECEIPT: ReceiptFacts = {
  claimId: '7c1mz5q0xk4wr9t2ydb8hv6ne',
  reference: '7C3MZ5QX',
  language: 'en',
  paper: 'A4',
  confirmedAt: Date.UTC(2026, 10, 30, 12),
  timeZone: 'Europe/Berlin',
  holder: 'Maria Nowak',
  seller: 'Kulturverein München e. V.',
  sellerTaxNumber: 'DE 123 456 789',
  currency: 'EUR',
  event: {
    title: 'New Year’s Concert',
    startsAt: Date.UTC(2027, 11, 31, 18, 30),
    venue: 'Great Hall, Musterstraße 5, Berlin',
  },
  lines: [
    { kind: 'places', section: 'Stalls left', type: 'Adult', quantity: 2, price: 5950, amount: 11900, taxPercent: 19 },
    { kind: 'places', section: 'Stalls left', type: 'Child', quantity: 1, price: 2140, amount: 2140, taxPercent: 7 },
    { kind: 'discount', code: 'SUMMER-10', amount: -1404 },
    { kind: 'fee', name: 'Service fee', quantity: 3, amount: 450, taxPercent: 19 },
    { kind: 'fee', name: 'Handling', quantity: 1, amount: 200, taxPercent: 19 },
  ],
  total: 13286,
  taxes: [
    { percent: 19, gross: 11360, tax: 1814 },
    { percent: 7, gross: 1926, tax: 126 },
  ],
  paymentMethod: 'sim_ok',
  returned: [],
};

/** The receipt after a part was cancelled. */
export const WITH_RETURNS: ReceiptFacts = {
  ...RECEIPT,
  returned: [
    {
      at: Date.UTC(2026, 11, 2, 9),
      quantity: 1,
      amount: 2076,
      taxes: [
        { percent: 19, gross: 150, tax: 24 },
        { percent: 7, gross: 1926, tax: 126 },
      ],
    },
    { at: Date.UTC(2026, 11, 5, 9), quantity: 1, amount: 5505, taxes: [{ percent: 19, gross: 5505, tax: 879 }] },
  ],
  kept: { amount: 5705, taxes: [{ percent: 19, gross: 5705, tax: 911 }] },
};
