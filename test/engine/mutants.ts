/** Removals of the checks of the embedded engine, for test/mutants.ts. Each removal must make a test of test/engine fail. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
interface EngineMutant {
  removes: string;
  file: string;
  from: string;
  to: string;
  tests: string[];
}

const EXPRESSIONS = 'lib/engine/expressions';
const OPERATIONS = 'lib/engine/operations';
const STORAGE = 'lib/engine/storage';
const VALUES = 'lib/engine/values';
const FAULTS = 'lib/engine/faults';

const CONDITIONS: EngineMutant[] = [
  {
    removes: 'the condition of a single write',
    file: `${OPERATIONS}/write-item.ts`,
    from: 'if (!mayHappen(write, old)) throw',
    to: 'if (false) throw',
  },
  {
    removes: 'the condition of an action in a transaction',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'if (mayHappen(write, old)) return',
    to: 'if (true) return',
    tests: ['engine/transactions'],
  },
  {
    removes: 'the row in the answer of a failed condition',
    file: `${OPERATIONS}/write-item.ts`,
    from: 'write.returnsRow ? old : undefined',
    to: 'undefined',
  },
  {
    removes: 'the choice not to answer with the row of a failed condition',
    file: `${OPERATIONS}/write-item.ts`,
    from: 'write.returnsRow ? old : undefined',
    to: 'old',
  },
  {
    removes: 'NOT',
    file: `${EXPRESSIONS}/evaluate-condition.ts`,
    from: 'return !isMet(condition.condition, item);',
    to: 'return isMet(condition.condition, item);',
  },
  {
    removes: 'the precedence of AND over OR',
    file: `${EXPRESSIONS}/parse-condition.ts`,
    from: 'right: this.condition(this.and()) });',
    to: 'right: this.condition(this.not()) });',
    tests: ['engine/conditions'],
  },
  {
    removes: '<> for an absent attribute',
    file: `${EXPRESSIONS}/evaluate-condition.ts`,
    from: 'return a === undefined || b === undefined || !isEqual(a, b);',
    to: 'return a !== undefined && b !== undefined && !isEqual(a, b);',
  },
  {
    removes: '<> of two absent attributes',
    file: `${EXPRESSIONS}/evaluate-condition.ts`,
    from: 'return a === undefined || b === undefined || !isEqual(a, b);',
    to: 'return !isEqual(a, b);',
    tests: ['engine/regressions'],
  },
  {
    removes: 'the types in comparisons',
    file: `${VALUES}/order.ts`,
    from: 'if (isNumeric(a)) return isNumeric(b) ? compareNumbers(a, b) : undefined;',
    to: 'if (isNumeric(a)) return isNumeric(b) ? compareNumbers(a, b) : -1;',
  },
  {
    removes: 'the upper bound of BETWEEN',
    file: `${EXPRESSIONS}/evaluate-condition.ts`,
    from: " && compares('<=', value, resolve(condition.high, item))",
    to: '',
  },
  {
    removes: 'the first operand being distinct from the others',
    file: `${EXPRESSIONS}/bind-condition.ts`,
    from: "if (a.is !== 'path' || b.is !== 'path' || pathText(a.path) !== pathText(b.path)) return;",
    to: 'if (pathText([]) !== undefined || a === b) return;',
    tests: ['engine/regressions'],
  },
  {
    removes: 'the refusal of unused values',
    file: `${EXPRESSIONS}/bindings.ts`,
    from: "requireNone(this.values, this.used, 'ExpressionAttributeValues');",
    to: '',
  },
  {
    removes: 'the refusal of reserved words',
    file: `${EXPRESSIONS}/cache.ts`,
    from: 'requireUnreserved(plainNames, parameter);',
    to: 'void plainNames;',
  },
  {
    removes: 'the end of an expression',
    file: `${EXPRESSIONS}/parse-condition.ts`,
    from: 'tokens.requireEnd();',
    to: '',
    tests: ['engine/bad-input'],
  },
].map(mutant => ({ tests: ['engine/conditions'], ...mutant }));

const UPDATES: EngineMutant[] = [
  {
    removes: 'the order of removals from a list',
    file: `${EXPRESSIONS}/apply-update.ts`,
    from: 'changes.filter(({ value }) => value === undefined).reverse()',
    to: 'changes.filter(({ value }) => value === undefined)',
  },
  {
    removes: 'the order of appended elements',
    file: `${EXPRESSIONS}/apply-update.ts`,
    from: 'changes.sort((a, b) => comparePaths(a.path, b.path));',
    to: 'changes.sort(() => 0);',
    tests: ['engine/regressions'],
  },
  {
    removes: 'reading operands from the row as it was',
    file: `${EXPRESSIONS}/apply-update.ts`,
    from: 'const changes = actions.map(action => ({ path: action.path, value: newValueOf(old, action) }));\n',
    to: 'old = new Map(old);\n  const changes = actions.map(action => {\n    const value = newValueOf(old, action);\n    if (value !== undefined && action.path.length === 1) old.set(String(action.path[0]), value);\n    return { path: action.path, value };\n  });\n',
  },
  {
    removes: 'the copy of a changed map',
    file: `${EXPRESSIONS}/apply-update.ts`,
    from: 'const changed = new Map(container);\n    changed.set(part, rest.length === 0 ? value',
    to: 'const changed = container;\n    changed.set(part, rest.length === 0 ? value',
    tests: ['engine/isolation'],
  },
  {
    removes: 'the refusal to update a key',
    file: `${OPERATIONS}/prepare-write.ts`,
    from: 'requireKeyUnchanged(table, paths);',
    to: '',
  },
  {
    removes: 'the refusal of overlapping paths',
    file: `${EXPRESSIONS}/bind-update.ts`,
    from: '  requireDistinct(\n    actions.map(({ path }) => path),\n    PARAMETER,\n  );\n',
    to: '  void requireDistinct;\n',
  },
  {
    removes: 'the exact sum of large numbers',
    file: `${VALUES}/numbers.ts`,
    from: '&& Number.isSafeInteger(sum)) return sum;',
    to: ') return sum;',
    tests: ['engine/values'],
  },
  {
    removes: 'the exact sum of decimals',
    file: `${VALUES}/numbers.ts`,
    from: 'if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(sum)) return sum;',
    to: 'if (Number.isFinite(sum)) return sum;',
    tests: ['engine/values'],
  },
].map(mutant => ({ tests: ['engine/updates', 'engine/regressions'], ...mutant }));

const SIZES: EngineMutant[] = [
  {
    removes: 'the size of a put row',
    file: `${OPERATIONS}/check-item.ts`,
    from: "if (itemSize(item) > ITEM_BYTES_MAX) throw validationError('Item size has exceeded the maximum allowed size');",
    to: '',
  },
  {
    removes: 'the size of an updated row',
    file: `${OPERATIONS}/check-item.ts`,
    from: "if (itemSize(item) > ITEM_BYTES_MAX) {\n    throw validationError('Item size to update",
    to: "if (false) {\n    throw validationError('Item size to update",
  },
  {
    removes: 'the length of a string in UTF-8',
    file: `${VALUES}/size.ts`,
    from: 'if (unit < 0x80) continue;',
    to: 'if (unit < 0x10000) continue;',
  },
  {
    removes: 'the size of a partition key',
    file: `${STORAGE}/schema.ts`,
    from: 'valueSize(hashValue) > HASH_KEY_BYTES_MAX',
    to: 'valueSize(hashValue) < 0',
  },
  {
    removes: 'the size of a sort key',
    file: `${STORAGE}/schema.ts`,
    from: 'valueSize(sortValue) > SORT_KEY_BYTES_MAX',
    to: 'valueSize(sortValue) < 0',
  },
  {
    removes: 'the sizes of keys in queries',
    file: `${EXPRESSIONS}/key-condition.ts`,
    from: '  requireSizes(schema, hash, other);\n',
    to: '  void requireSizes;\n',
  },
  {
    removes: 'the sizes of index keys',
    file: `${OPERATIONS}/check-item.ts`,
    from: '  requireKeySizes(rows.schema, item);\n',
    to: '',
  },
  {
    removes: 'the types of index keys',
    file: `${OPERATIONS}/check-item.ts`,
    from: 'if (type !== attribute.type) {',
    to: 'if (false) {',
  },
  {
    removes: 'the limit of 100 actions',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'if (actions.length > TRANSACTION_ACTIONS_MAX) {',
    to: 'if (false) {',
  },
  {
    removes: 'the limit of 4 MB for a transaction',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'if (bytes > TRANSACTION_BYTES_MAX) {',
    to: 'if (false) {',
  },
  {
    removes: 'the limit of 25 writes in a batch',
    file: `${OPERATIONS}/batch-write.ts`,
    from: 'if (length >= 1 && length <= BATCH_WRITE_REQUESTS_MAX) continue;',
    to: 'continue;',
    tests: ['engine/bad-input'],
  },
  {
    removes: 'the limit of 25 writes in a batch over several tables',
    file: `${OPERATIONS}/batch-write.ts`,
    from: 'if (count > BATCH_WRITE_REQUESTS_MAX) throw',
    to: 'if (false) throw',
    tests: ['engine/bad-input'],
  },
  {
    removes: 'the limit of 100 keys in a batch',
    file: `${OPERATIONS}/batch-get.ts`,
    from: 'if (keys.length > BATCH_GET_KEYS_MAX) {',
    to: 'if (false) {',
  },
  {
    removes: 'the end of a page at 1 MB',
    file: `${OPERATIONS}/read-page.ts`,
    from: ' || bytes >= PAGE_BYTES_MAX)',
    to: ')',
    tests: ['engine/queries'],
  },
].map(mutant => ({ tests: ['engine/sizes'], ...mutant }));

const TRANSACTIONS: EngineMutant[] = [
  {
    removes: 'the cancellation of the whole transaction',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'if (tried.some(({ reason }) => reason !== NOTHING_WRONG))',
    to: 'if (tried.every(({ reason }) => reason !== NOTHING_WRONG))',
  },
  {
    removes: 'trying every action before the first is written',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'const tried = writes.map(({ write }) => tryOne(write));',
    to: "const tried = writes.map(({ write }) => {\n    const one = tryOne(write);\n    if (one.reason === NOTHING_WRONG && write.kind !== 'ConditionCheck') write.table.write(one.key, one.item);\n    return one;\n  });",
  },
  {
    removes: 'the order of the reasons',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'throw transactionCanceled(tried.map(({ reason }) => reason));',
    to: 'throw transactionCanceled(tried.map(({ reason }) => reason).sort((a, b) => (a.code < b.code ? -1 : 1)));',
  },
  {
    removes: 'None for the actions without a fault',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'throw transactionCanceled(tried.map(({ reason }) => reason));',
    to: 'throw transactionCanceled(tried.map(({ reason }) => reason).filter(reason => reason !== NOTHING_WRONG));',
  },
  {
    removes: 'the rows in the reasons',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'const item = write.returnsRow ? old : undefined;',
    to: 'const item = undefined;',
  },
  {
    removes: 'the reason ValidationError of an action that does not fit its row',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'if (!isValidation(error)) throw error;',
    to: 'if (key !== undefined) throw error;',
  },
  {
    removes: 'the refusal of two actions on one row',
    file: `${OPERATIONS}/transact-write.ts`,
    from: '  requireDistinctRows(tried);\n',
    to: '  void requireDistinctRows;\n',
  },
  {
    removes: 'a condition check leaving its row as it is',
    file: `${OPERATIONS}/transact-write.ts`,
    from: "if (write.kind !== 'ConditionCheck') database.commit(write.table, key, item);",
    to: 'database.commit(write.table, key, item ?? write.given);',
  },
  {
    removes: 'the effect of a repeated token',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'if (token !== undefined && database.tokens.isRepeated(token, digest, database.now())) {',
    to: 'if (false) {',
  },
  {
    removes: 'remembering a token',
    file: `${OPERATIONS}/transact-write.ts`,
    from: 'if (token !== undefined) database.tokens.remember(token, digest, database.now());',
    to: '',
  },
  {
    removes: 'forgetting the token of a cancelled transaction',
    file: `${OPERATIONS}/transact-write.ts`,
    from: '  const tried = tryAll(writes);\n',
    to: '  if (token !== undefined) database.tokens.remember(token, digest, database.now());\n  const tried = tryAll(writes);\n',
  },
  {
    removes: 'the comparison of two transactions with one token',
    file: `${STORAGE}/token-log.ts`,
    from: 'if (remembered.fingerprint === fingerprint) return true;',
    to: 'if (remembered) return true;',
  },
  {
    removes: 'the values in the comparison of two transactions',
    file: `${OPERATIONS}/transact-write.ts`,
    from: '  write.given,\n',
    to: '',
  },
  {
    removes: 'the end of a token after ten minutes',
    file: `${STORAGE}/token-log.ts`,
    from: ' || remembered.at < now - TOKEN_LIFETIME_MS',
    to: '',
  },
  {
    removes: 'keeping the tokens of the earlier ten minutes',
    file: `${STORAGE}/token-log.ts`,
    from: '      this.older = this.recent;\n',
    to: '',
    tests: ['engine/regressions'],
  },
].map(mutant => ({ tests: ['engine/transactions'], ...mutant }));

const ISOLATION: EngineMutant[] = [
  {
    removes: 'the copy of a list that the caller sent',
    file: `${VALUES}/native-codec.ts`,
    from: 'if (Array.isArray(value)) return value.filter(isStored).map(element => read(element, depth + 1));',
    to: 'if (Array.isArray(value)) return value as Value;',
  },
  {
    removes: 'the copy of bytes that the caller sent',
    file: `${VALUES}/native-codec.ts`,
    from: 'value.byteLength).slice();',
    to: 'value.byteLength);',
  },
  {
    removes: 'the copy of a list that the caller gets',
    file: `${VALUES}/native-codec.ts`,
    from: 'if (Array.isArray(value)) return value.map(write);',
    to: 'if (Array.isArray(value)) return value;',
  },
  {
    removes: 'the copy of bytes that the caller gets',
    file: `${VALUES}/native-codec.ts`,
    from: ': new Uint8Array(value);',
    to: ': value;',
  },
  {
    removes: 'restoring the state after a read of an older one',
    file: `${STORAGE}/database.ts`,
    from: 'for (const { table, key, item } of redo.reverse()) table.write(key, item);',
    to: '',
    tests: ['engine/faults'],
  },
].map(mutant => ({ tests: ['engine/isolation'], ...mutant }));

const STREAMS: EngineMutant[] = [
  {
    removes: 'the order of stream records',
    file: `${STORAGE}/stream-log.ts`,
    from: 'return this.records.slice(from, from + limit);',
    to: 'return this.records.slice(from, from + limit).reverse();',
  },
  {
    removes: 'the silence of a write that changes nothing',
    file: `${STORAGE}/database.ts`,
    from: ' || isEqual(old, item)) return;',
    to: ') return;',
  },
  {
    removes: 'the equality of sets in any order',
    file: `${VALUES}/sets.ts`,
    from: 'for (const text of a.members.keys()) if (!b.members.has(text)) return false;',
    to: 'if ([...a.members.keys()].join() !== [...b.members.keys()].join()) return false;',
  },
  {
    removes: 'the row before a change',
    file: `${OPERATIONS}/streams.ts`,
    from: '...(hasOld && old && { OldImage: codec.writeItem(old) }),',
    to: '',
  },
  {
    removes: 'the 24 hours of a record',
    file: `${STORAGE}/stream-log.ts`,
    from: 'at > now - STREAM_RETENTION_MS',
    to: 'at > 0',
  },
  {
    removes: 'the bound of the records in memory',
    file: `${STORAGE}/stream-log.ts`,
    from: 'if (this.records.length >= this.recordsKept) this.drop(',
    to: 'if (false) this.drop(',
    tests: ['engine/regressions'],
  },
  {
    removes: 'the 15 minutes of an iterator',
    file: `${OPERATIONS}/streams.ts`,
    from: 'if (now - madeAt > ITERATOR_LIFETIME_MS) {',
    to: 'if (false) {',
  },
  {
    removes: 'the user identity of removals by TTL',
    file: `${OPERATIONS}/streams.ts`,
    from: '...(isExpiry && { userIdentity: TTL_USER }),',
    to: '',
  },
  {
    removes: 'the lack of an identity in other removals',
    file: `${OPERATIONS}/streams.ts`,
    from: '...(isExpiry && { userIdentity: TTL_USER }),',
    to: 'userIdentity: TTL_USER,',
  },
  {
    removes: 'the second at which TTL removes a row',
    file: `${STORAGE}/expiry-list.ts`,
    from: 'if (time > until) break;',
    to: 'if (time >= until) break;',
  },
  {
    removes: 'the new time of an updated row',
    file: `${STORAGE}/table.ts`,
    from: 'if (isTimeChanged) this.expiry?.add(row);',
    to: '',
  },
  {
    removes: 'the end of the old time of an updated row',
    file: `${STORAGE}/table.ts`,
    from: 'if (isTimeChanged) this.expiry?.delete(row);',
    to: '',
  },
  {
    removes: 'the five years of TTL',
    file: `${OPERATIONS}/time-to-live.ts`,
    from: 'between(seconds - TTL_AGE_MAX_SECONDS, seconds)',
    to: 'between(0, seconds)',
  },
].map(mutant => ({ tests: ['engine/streams'], ...mutant }));

const READS: EngineMutant[] = [
  {
    removes: 'the order of strings by UTF-8',
    file: `${VALUES}/order.ts`,
    from: 'if (!ABOVE_BASIC.test(text)) return text;',
    to: 'if (ABOVE_BASIC.source !== "") return text;',
  },
  {
    removes: 'the lower bound of a range',
    file: `${OPERATIONS}/query.ts`,
    from: 'if (isBelow(range, entry.sort)) return;',
    to: '',
  },
  {
    removes: 'the upper bound of a range',
    file: `${OPERATIONS}/query.ts`,
    from: 'if (isAbove(range, entry.sort)) return;',
    to: '',
  },
  {
    removes: 'the start of a page in descending order',
    file: `${OPERATIONS}/query.ts`,
    from: 'start ? compareEntries(entry, start) < 0 :',
    to: 'start ? compareEntries(entry, start) <= 0 :',
  },
  {
    removes: 'the filter',
    file: `${OPERATIONS}/read-page.ts`,
    from: 'if (!filter || isMet(filter, row.item)) rows.push(row);',
    to: 'rows.push(row);',
  },
  {
    removes: 'the count of rows that the filter leaves out',
    file: `${OPERATIONS}/read-page.ts`,
    from: 'ScannedCount: read.scanned,',
    to: 'ScannedCount: read.rows.length,',
  },
  {
    removes: 'the projection of an index',
    file: `${STORAGE}/table.ts`,
    from: "if (projection.type === 'ALL') return undefined;",
    to: 'if (table) return undefined;',
  },
  {
    removes: 'moving a row in an index',
    file: `${STORAGE}/table.ts`,
    from: 'filter(({ rows }) => !hasSameKey(rows.schema, row.item, item))',
    to: 'filter(() => false)',
  },
  {
    removes: 'the parts of a parallel scan',
    file: `${OPERATIONS}/scan.ts`,
    from: 'if (order >= segment.high) return;',
    to: '',
  },
  {
    removes: 'the order of the checks of a start key',
    file: `${OPERATIONS}/query.ts`,
    from: 'if (isBelow(range, position.sort) || isAbove(range, position.sort)) {',
    to: 'if (position.hash === range.hash && (isBelow(range, position.sort) || isAbove(range, position.sort))) {',
    tests: ['engine/regressions'],
  },
  {
    removes: 'the refusal of a query that reads an index consistently',
    file: `${OPERATIONS}/read-page.ts`,
    from: "if (index.kind === 'global' && input.ConsistentRead === true) {",
    to: 'if (false) {',
    tests: ['engine/bad-input'],
  },
  {
    removes: 'the double price of a consistent read',
    file: `${OPERATIONS}/capacity.ts`,
    from: '(isConsistent ? 1 : 0.5)',
    to: '(isConsistent ? 1 : 1)',
  },
  {
    removes: 'the price of the larger row',
    file: `${OPERATIONS}/capacity.ts`,
    from: 'Math.max(sizeOf(old), sizeOf(item))',
    to: 'sizeOf(item)',
  },
].map(mutant => ({ tests: ['engine/queries'], ...mutant }));

const FAULT_MUTANTS: EngineMutant[] = [
  {
    removes: 'the effect of a request whose reply is lost',
    file: `${FAULTS}/faulty-execute.ts`,
    from: "if (fault.is === 'lost-reply') attempt(run);",
    to: '',
  },
  {
    removes: 'the requests that cannot have a fault',
    file: `${FAULTS}/faulty-execute.ts`,
    from: ' || !isPossible(fault, request)',
    to: ' || (isPossible(fault, request) && false)',
  },
  {
    removes: 'late requests',
    file: `${FAULTS}/faulty-execute.ts`,
    from: 'late.takeDue().forEach(attempt);',
    to: '',
  },
  {
    removes: 'other requests between the pieces of a torn read',
    file: `${FAULTS}/torn-read.ts`,
    from: 'if (start !== undefined) await turn();',
    to: 'void turn;',
  },
  {
    removes: 'the end of a torn page',
    file: `${FAULTS}/torn-read.ts`,
    from: 'whole.LastEvaluatedKey === undefined ? Number.POSITIVE_INFINITY : Number(whole.ScannedCount)',
    to: 'whole.LastEvaluatedKey === 0 ? 0 : Number.POSITIVE_INFINITY',
  },
  {
    removes: 'the hiding of reasons',
    file: `${FAULTS}/refusals.ts`,
    from: "(reason === shown ? reason : { code: 'None' })",
    to: "(reason !== undefined ? reason : { code: 'None' })",
  },
].map(mutant => ({ tests: ['engine/faults'], ...mutant }));

export const ENGINE_MUTANTS: EngineMutant[] = [
  ...CONDITIONS,
  ...UPDATES,
  ...SIZES,
  ...TRANSACTIONS,
  ...ISOLATION,
  ...STREAMS,
  ...READS,
  ...FAULT_MUTANTS,
];
