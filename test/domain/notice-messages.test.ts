/** Messages of the queue of notices: their division, their recognition, and the reading of their text. */
import { describe, expect, it } from 'vitest';
import { REFERENCES_PER_MESSAGE } from '../../lib/domain/limits.ts';
import { deduplicationIdOf, messagesOf, parseMessage } from '../../lib/domain/notice-messages.ts';

const references = (count: number) =>
  Array.from({ length: count }, (_, position) => ({ subjectId: 'evt_x', position }));
const MESSAGE = { organizationId: 'org_x', queuedAt: 5, references: references(2) };

describe('references', () => {
  it('are divided among messages in their order, each once', () => {
    const all = references(REFERENCES_PER_MESSAGE + 1);
    const messages = messagesOf('org_x', 5, [...all, ...all]);
    expect(messages.map(message => message.references.length)).toEqual([REFERENCES_PER_MESSAGE, 1]);
    expect(messages.flatMap(message => message.references)).toEqual(all);
    expect(messagesOf('org_x', 5, [])).toEqual([]);
  });
});

describe('a message', () => {
  it('is recognized by its organization and references, whenever it is sent', () => {
    const id = deduplicationIdOf(MESSAGE);
    // SQS takes up to 128 characters.
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(deduplicationIdOf({ ...MESSAGE, queuedAt: 6 })).toBe(id);
    expect(deduplicationIdOf({ ...MESSAGE, organizationId: 'org_y' })).not.toBe(id);
    expect(deduplicationIdOf({ ...MESSAGE, references: references(1) })).not.toBe(id);
  });

  it('is read from its text, without fields that are not known', () => {
    const text = JSON.stringify({
      ...MESSAGE,
      color: 'red',
      references: references(1).map(one => ({ ...one, shape: 1 })),
    });
    expect(parseMessage(text)).toEqual({ ...MESSAGE, references: references(1) });
  });

  it.each([
    ['no JSON', '{', 'is no JSON'],
    ['a text', '"org_x"', 'the message must be an object'],
    ['null', 'null', 'the message must be an object'],
    ['a list', '[]', 'the message must be an object'],
    ['no organization', JSON.stringify({ ...MESSAGE, organizationId: undefined }), 'organizationId must be an id'],
    ['an empty organization', JSON.stringify({ ...MESSAGE, organizationId: '' }), 'organizationId must be an id'],
    ['no time', JSON.stringify({ ...MESSAGE, queuedAt: undefined }), 'queuedAt must be a time in epoch ms'],
    ['a time as text', JSON.stringify({ ...MESSAGE, queuedAt: '2030-01-01' }), 'queuedAt must be a time in epoch ms'],
    [
      'no references',
      JSON.stringify({ ...MESSAGE, references: undefined }),
      'references must be a list that is not empty',
    ],
    ['an empty list', JSON.stringify({ ...MESSAGE, references: [] }), 'references must be a list that is not empty'],
    [
      'a reference that is a text',
      JSON.stringify({ ...MESSAGE, references: ['evt_x'] }),
      'references[0] must be an object',
    ],
    [
      'a reference without a subject',
      JSON.stringify({ ...MESSAGE, references: [...references(1), { position: 0 }] }),
      'references[1].subjectId must be an id',
    ],
    [
      'a negative position',
      JSON.stringify({ ...MESSAGE, references: [{ subjectId: 'evt_x', position: -1 }] }),
      'references[0].position must be a whole number from 0',
    ],
    [
      'a position with a fraction',
      JSON.stringify({ ...MESSAGE, references: [{ subjectId: 'evt_x', position: 0.5 }] }),
      'references[0].position must be a whole number from 0',
    ],
  ])('that is or has %s is refused with the field and what it must be', (_what, text, reason) => {
    expect(() => parseMessage(text)).toThrow(reason);
  });
});
