import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

const clock = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Only server/clock.ts reads the clock: take now() as a value.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Only server/clock.ts reads the clock: take now() as a value.',
  },
];
const environment = [{ object: 'process', property: 'env', message: 'Only server/config.ts reads process.env.' }];

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '**/build/',
      '**/.svelte-kit/',
      'server/db/generated/',
      '.data/',
      '.cache/',
      'shots/',
      'backups/',
      '**/fixtures/',
      'dashboard/node_modules/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.js', '**/*.svelte', '**/*.svelte.ts'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    rules: {
      'no-console': 'error',
      'no-debugger': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always'],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-eval': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
    },
  },
  {
    files: ['server/**/*.ts', 'connectors/**/*.ts', 'bench/**/*.ts'],
    ignores: ['server/db/generated/**'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-properties': ['error', ...environment],
      'no-restricted-syntax': ['error', ...clock],
    },
  },
  {
    // Outside the program: tests, simulators (a platform has its own clock), benches and scripts.
    files: [
      '**/*.test.ts',
      '**/*.fixture.ts',
      'server/test/**',
      'connectors/**/simulator/**',
      'connectors/**/testkit/**',
      'bench/**',
      'scripts/**',
      'server/clock.ts',
      'server/config.ts',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.fixture.ts', 'server/test/**'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  ...svelte.configs.base,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
    // `let { a } = $props()` is how Svelte writes it, whether a is assigned to or not.
    rules: { 'prefer-const': 'off' },
  },
);
