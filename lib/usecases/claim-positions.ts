/** Positions in lists of an event's claims, in the form of all cursors: 14 digits, here of the shard, `#` and an id. */

/** `~` stands for the beginning of the shard. After the id there may be the position of an entry. */
export const cursorPosition = (stored: string): string => {
  const [shard = '', id = '~', ...entry] = stored.split('#');
  return [shard.padStart(14, '0'), id, ...entry].join('#');
};
export const storedPosition = (position: string): string => {
  const [shard, id = '', ...entry] = position.split('#');
  return id === '~' ? String(Number(shard)) : [Number(shard), id, ...entry].join('#');
};
