-- Drives Neovim over one file and writes what it sees to the file that OUT names.

local out = assert(io.open(vim.env.OUT, 'w'))
local function say(...) out:write(table.concat(vim.tbl_map(tostring, { ... }), ' '), '\n') out:flush() end

vim.cmd('edit ' .. vim.env.FILE)
local buffer = vim.api.nvim_get_current_buf()
local stopped
local config = {
  name = 'heaplint',
  cmd = { vim.env.HEAPLINT_BIN, 'server' },
  root_dir = vim.fn.fnamemodify(vim.env.FILE, ':h'),
  on_exit = function(code) stopped = code end,
}
-- Older versions have no `start`.
local id = vim.lsp.start and vim.lsp.start(config) or vim.lsp.start_client(config)
vim.lsp.buf_attach_client(buffer, id)
local client = vim.lsp.get_client_by_id(id)

local function wait(is_done) return vim.wait(20000, is_done, 20) end
local function lines()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, (one.lnum + 1) .. ':' .. tostring(one.code))
  end
  table.sort(found)
  return table.concat(found, ' ')
end
local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  return answers and answers[id] and answers[id].result
end
local function here(line)
  local at = { line = line, character = 8 }
  return { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = at,
    range = { start = at, ['end'] = at }, context = { diagnostics = {} } }
end

wait(function() return lines() ~= '' end)
say('found', lines())
vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { '# \u{e9}\u{1f40d}', '' })
wait(function() return lines():match('^10:') end)
say('moved', lines())
local text = ask('heaplint/documentText', { uri = vim.uri_from_bufnr(buffer) }).text
say('same text', text == table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n')
say('hover', ask('textDocument/hover', here(2)).contents.value:match('^[^\n]*'))
local action = ask('textDocument/codeAction', here(16))[1]
say('action', action.title)
local edit = action.edit or ask('codeAction/resolve', action).edit
vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
wait(function() return not lines():match('HL105') end)
say('fixed', lines())
client.stop()
wait(function() return stopped ~= nil end)
say('exit', stopped)
out:close()
vim.cmd('qa!')
