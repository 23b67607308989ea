// Lua: a script with calls, tables, strings, closures and loops; an error would end the program.
#include "../kernel.h"
#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

static const char script[] =
    "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end\n"
    "local function account(start)\n"
    "  local self = {total = start}\n"
    "  function self:add(n) self.total = (self.total + n) % 1000003 end\n"
    "  return self\n"
    "end\n"
    "local function sieve(n)\n"
    "  local out, count = {}, 0\n"
    "  for i = 2, n do\n"
    "    if not out[i] then count = count + 1; for j = i * i, n, i do out[j] = true end end\n"
    "  end\n"
    "  return count\n"
    "end\n"
    "local function words()\n"
    "  local counts, text = {}, {}\n"
    "  for i = 1, 2000 do text[i] = 'w' .. (i * 7919 % 311) end\n"
    "  for w in table.concat(text, ' '):gmatch('%w+') do counts[w] = (counts[w] or 0) + 1 end\n"
    "  local keys = {}\n"
    "  for k in pairs(counts) do keys[#keys + 1] = k end\n"
    "  table.sort(keys, function(a, b) return counts[a] > counts[b] or (counts[a] == counts[b] and a < b) end)\n"
    "  return keys[1] .. string.format('%d', #keys) .. keys[#keys]\n"
    "end\n"
    "local function matrix(n)\n"
    "  local a, b, trace = {}, {}, 0.0\n"
    "  for i = 1, n do a[i], b[i] = {}, {}; for j = 1, n do a[i][j] = i / j; b[i][j] = j - i + 0.5 end end\n"
    "  for i = 1, n do for j = 1, n do\n"
    "    local sum = 0.0\n"
    "    for k = 1, n do sum = sum + a[i][k] * b[k][j] end\n"
    "    if i == j then trace = trace + sum end\n"
    "  end end\n"
    "  return math.floor(trace)\n"
    "end\n"
    "local acc = account(1)\n"
    "for i = 1, 20000 do acc:add(i) end\n"
    "return fib(20) + sieve(10000) + matrix(28) + acc.total, words()\n";

static lua_State *lua;

void setup(void) {
  lua = luaL_newstate();
  static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},
                                       {LUA_TABLIBNAME, luaopen_table},
                                       {LUA_STRLIBNAME, luaopen_string},
                                       {LUA_MATHLIBNAME, luaopen_math}};
  for (unsigned i = 0; i < sizeof libraries / sizeof *libraries; i++) {
    luaL_requiref(lua, libraries[i].name, libraries[i].func, 1);
    lua_pop(lua, 1);
  }
}

uint32_t run(void) {
  if (luaL_loadbuffer(lua, script, sizeof script - 1, "script") || lua_pcall(lua, 0, 2, 0))
    return 0;
  uint32_t sum = (uint32_t)lua_tointeger(lua, -2);
  for (const char *text = lua_tostring(lua, -1); *text; text++)
    sum = sum * 31 + (uint8_t)*text;
  lua_settop(lua, 0);
  lua_gc(lua, LUA_GCCOLLECT);
  return sum;
}
