// Package hostile attacks the real server as a program would that means harm:
// broken and malicious messages, tokens, origins, requests and floods. Each
// attack is a row of one table with the exact answer that it must get, and no
// row may move any balance, the victim's least of all (B8, B39, B46-B49). It
// holds tests only.
package hostile
