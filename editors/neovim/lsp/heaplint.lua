-- For Neovim 0.11 and later: put this file into `lsp/` of a folder on the runtime path, and say
-- `vim.lsp.enable('heaplint')`.
return {
  cmd = { 'heaplint', 'server' },
  filetypes = { 'python' },
  root_markers = { 'heaplint.toml', '.heaplint.toml', 'pyproject.toml', 'setup.py', '.git' },
  settings = {
    heaplint = {},
  },
}
