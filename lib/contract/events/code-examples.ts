/** Examples of promo codes: one for members of a club, and single ones for a campaign. */

const TERMS = { discount: { percent: 20 }, usesMax: 200, usesPerCustomerMax: 1 };
const CODE = {
  code: 'FRIENDS20',
  status: 'open',
  note: 'for members of the club',
  ...TERMS,
  closesAt: '2030-12-01T00:00:00.000Z',
  createdAt: '2030-10-01T09:00:00.000Z',
  uses: { held: 3, booked: 41, left: 156 },
};

export const CODE_EXAMPLES = {
  'create-codes': {
    requests: {
      'one text': {
        summary: 'One code for many customers',
        value: { texts: ['FRIENDS-20'], note: CODE.note, closesAt: '2030-12-01T01:00:00+01:00', ...TERMS },
      },
      generated: {
        summary: 'Single codes that nobody can guess',
        value: { generate: { count: 2, prefix: 'MAIL' }, discount: { amount: 500, per: 'booking' }, usesMax: 1 },
      },
    },
    responses: { 201: { codes: ['FRIENDS20'] } },
  },
  'list-codes': { responses: { 200: { items: [CODE], nextCursor: null } } },
  'read-code': { responses: { 200: CODE } },
  'edit-code': {
    request: { usesMax: 300 },
    responses: { 200: { ...CODE, usesMax: 300, uses: { ...CODE.uses, left: 256 } } },
  },
  'end-code': { responses: { 200: { ...CODE, status: 'over', endedAt: '2030-11-20T08:00:00.000Z' } } },
};
