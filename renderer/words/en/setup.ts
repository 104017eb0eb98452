export const setup = {
  steps: 'Set-up',
  step_vault: 'Vault',
  step_keys: 'Keys',
  step_network: 'Network',
  step_member: 'Teammate',

  vaultTitle: 'Create your vault',
  vaultText:
    'Provider keys are kept encrypted under this passphrase, on this computer only. Nobody can reset it for you.',
  passphrase: 'Passphrase',
  repeatPassphrase: 'Repeat passphrase',
  createVault: 'Create vault',
  creating: 'Creating…',

  kitTitle: 'Save your recovery kit',
  kitText:
    'This recovery key opens the vault if the passphrase is lost. It is shown this one time. Keep it somewhere else than on this computer.',
  kitSave: 'Save recovery kit',
  kitLater: 'Later',
  kitFile: 'keyrack-recovery-kit.txt',
  kitFileText:
    'Keyrack recovery kit\n\nRecovery key:\n{{key}}\n\nMade on {{date}}. It opens the vault of this computer without the passphrase.\nKeep it printed or in a password manager, not beside the vault. Making a new one makes this one useless.\n',
  kitSaved: 'The recovery kit is saved.',
  kitLaterNote: 'Without it a forgotten passphrase means typing every provider key again.',

  keysTitle: 'Add provider keys',
  keysText:
    'Keyrack swaps teammates’ tokens for these, so the real keys never leave this computer.',
  noKeysNow: 'Continue without keys',
  imported_one: '{{count}} key is stored: {{labels}}.',
  imported_other: '{{count}} keys are stored: {{labels}}.',
  importedFailing: '“{{label}}” is stored, but its test failed. {{message}}',

  networkTitle: 'Share on your network',
  networkText: 'Choose where teammates reach this computer.',
  onlyThis: 'Only this computer',
  onlyThisHint: '127.0.0.1, nobody else can call',
  local: 'Local network {{address}}',
  interfaceHint: '{{name}}, {{scope}}',
  public: 'Public address {{address}}',
  publicHint: '{{name}}, public: reachable from outside your network',
  all: 'All networks',
  allHint: '0.0.0.0, every network this computer joins',
  otherAddress: 'Another address: {{address}}',
  otherAddressHint: 'this computer does not have it now',
  scope_loopback: 'this computer',
  scope_private: 'private',
  scope_public: 'public',
  allWarning:
    'Anyone on any network this computer joins can try to connect. Calls still need a token and an allowed address.',
  windowsFirewall: 'Windows will ask about the firewall. Choose Allow on private networks.',
  port: 'Port',
  startProxy: 'Start proxy',

  memberTitle: 'Add a teammate',
  memberText: 'They get a token of their own and a card to paste. The provider keys stay here.',
  memberName: 'Name',
  memberNameHint: 'You can add yourself first.',
  memberNameMissing: 'Type a name, such as Ana.',
  add: 'Add',
  skipMember: 'Finish without a teammate',
  finish: 'Go to Overview',
} as const
