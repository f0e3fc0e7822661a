"""The scripts that Redis executes for the store; each is atomic."""

SWAP = """
local fields = tonumber(ARGV[1])
local values, is_same = {}, true
for i = 1, fields do
  local at = 5 + (i - 1) * 3
  local known = redis.pcall('HGET', KEYS[1], ARGV[at])
  if type(known) == 'table' then
    if string.sub(known.err, 1, 9) ~= 'WRONGTYPE' then return known end
    redis.call('EXPIRE', KEYS[1], -1)
    return 'removed'
  end
  values[i] = known
  local digest = known and redis.sha1hex(known) or ''
  if digest ~= ARGV[at + 1] then is_same = false end
end
if not is_same then return values end
for i = 1, fields do
  local at = 5 + (i - 1) * 3
  redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2])
end
if ARGV[2] ~= '0' then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
"""
"""Compares the digests of fields and sets them. Arguments: the number of fields, the seconds to
keep them (0: for ever), the channel, the message; then of each field its name, the digest of the
expected value or an empty text, and the new value.

A key of another type is none of ours: it is removed (by EXPIRE, so that no further right is
needed), and the swap has to be repeated."""

EPOCH = """
local known = redis.pcall('HGET', KEYS[1], 'epoch')
if type(known) == 'table' then
  if string.sub(known.err, 1, 9) ~= 'WRONGTYPE' then return known end
  redis.call('EXPIRE', KEYS[1], -1)
elseif known then
  return known
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
return ARGV[1]
"""
"""Returns the epoch of the namespace; without one, the argument becomes it. A server that was
emptied (FLUSHALL) has none, or a later one, although no connection was lost."""

APPEND = """
local stream, state = KEYS[1], KEYS[2]
local writer, sequence, count = ARGV[1], ARGV[2] .. ' ', tonumber(ARGV[3])
local keep, room = tonumber(ARGV[6]), tonumber(ARGV[7])
local known = redis.call('HMGET', state, 'place', 'last', 'bytes', writer)
if known[4] and string.sub(known[4], 1, #sequence) == sequence then
  return tonumber(string.sub(known[4], #sequence + 1))
end
local place, before = tonumber(known[1] or 0) + 1, tonumber(known[2] or ARGV[4])
local first, last = before + 1, before + count
local bytes = tonumber(known[3] or 0) + #ARGV[8]
if not known[1] then
  redis.call('EXPIRE', stream, -1)
  redis.call('HSET', state, 'epoch', ARGV[9], 'floor', 1)
end
if ARGV[5] == '1' then redis.call('HSET', state, 'floor', first) end
local cut, from = place .. '-0', '-'
while ARGV[5] == '0' do
  local oldest = redis.call('XRANGE', stream, from, '+', 'COUNT', 1)[1]
  if not oldest then break end
  local later, longer = last - tonumber(oldest[2][2]), bytes - tonumber(oldest[2][4])
  if later < keep and longer < room then
    cut = oldest[1]
    break
  end
  from = '(' .. oldest[1]
end
redis.call('XADD', stream, 'MINID', '=', cut, place .. '-0',
  'last', last, 'bytes', bytes, 'first', first, 'data', ARGV[8])
redis.call('HSET', state, 'place', place, 'last', last, 'bytes', bytes,
  writer, sequence .. string.format('%d', first))
redis.call('EXPIRE', stream, ARGV[10])
redis.call('EXPIRE', state, ARGV[10])
return first
"""
"""Appends entries to a stream as one, numbers them, and drops what is too old; but once only for
each sequence number of a writer. Returns the number of the first entry.

Arguments: the writer, its sequence number, how many entries there are; the number of the last one,
if the stream is new; whether all before is dropped (1) or not (0); how many entries and bytes are
kept; the data; the name of a new stream; the seconds to keep it.

What is appended at once counts as one for MAXLEN, which would not bound the entries: MINID drops
what is before the last ones."""
