// Command go-verifier holds what Caselog writes against Go's reference implementation of signed notes and
// transparency logs. It reads a job as JSON from the file it is given and prints what it found as JSON;
// it exits with a message as soon as anything is not as it should be.
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type job struct {
	VerifierKey string
	Logs        []logJob
}

type logJob struct {
	Folder      string
	Proofs      []string
	Consistency []consistencyJob
}

type consistencyJob struct {
	Checkpoint string
	Hashes     []string
}

type result struct {
	Size        int64
	Entries     int64
	Inclusion   int
	Consistency int
	Refused     int
}

type output struct {
	Results   []result
	SignerKey string
	Verifier  string
	Note      string
}

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

func must(err error, doing string) {
	if err != nil {
		fail("%s: %v", doing, err)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	must(err, "reading")
	return data
}

func parseHash(text string) tlog.Hash {
	hash, err := tlog.ParseHash(text)
	must(err, "parsing the hash "+text)
	return hash
}

func parseHashes(texts []string) []tlog.Hash {
	hashes := []tlog.Hash{}
	for _, text := range texts {
		hashes = append(hashes, parseHash(text))
	}
	return hashes
}

// openCheckpoint opens a signed checkpoint with Go's note package and reads its three lines.
func openCheckpoint(message []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(message, note.VerifierList(verifier))
	must(err, "opening the checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		fail("checkpoint of %d lines for %q", len(lines), lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "parsing the tree size")
	return tlog.Tree{N: size, Hash: parseHash(lines[2])}
}

// tileFolder reads the tiles of a folder laid out as tlog-tiles says, which leaves out the height.
type tileFolder string

func (folder tileFolder) Height() int { return tileHeight }

func (folder tileFolder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := [][]byte{}
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(folder), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

type proof struct {
	record     []byte
	index      int64
	hashes     tlog.RecordProof
	checkpoint []byte
}

func parseProof(text string) proof {
	parts := strings.SplitN(text, "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if len(parts) != 2 || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("not a proof: %q", text)
	}
	record, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err, "decoding the extra data")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err, "parsing the index")
	return proof{record, index, tlog.RecordProof(parseHashes(lines[3:])), []byte(parts[1])}
}

func sameHashes(a, b []tlog.Hash) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// checkEntries computes the root from the entry bundles alone.
func checkEntries(folder string, tree tlog.Tree) int64 {
	stored := []tlog.Hash{}
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := []tlog.Hash{}
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	count := int64(0)
	for at := int64(0); at*256 < tree.N; at++ {
		width := tree.N - at*256
		tile := tlog.Tile{H: tileHeight, L: 0, N: at, W: 256}
		if width < 256 {
			tile.W = int(width)
		}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", tileHeight), "tile/entries/", 1)
		for bundle := read(filepath.Join(folder, path)); len(bundle) > 0; count++ {
			length := binary.BigEndian.Uint16(bundle)
			hashes, err := tlog.StoredHashes(count, bundle[2:2+length], reader)
			must(err, "hashing an entry")
			stored = append(stored, hashes...)
			bundle = bundle[2+length:]
		}
	}
	root, err := tlog.TreeHash(tree.N, reader)
	must(err, "hashing the tree")
	if root != tree.Hash {
		fail("the entries of %d leaves give the root %v, not %v", tree.N, root, tree.Hash)
	}
	return count
}

// checkProof accepts a proof and refuses it with anything of it changed; it returns how many changes were refused.
func checkProof(text string, tree tlog.Tree, tiles tlog.HashReader, verifier note.Verifier) int {
	p := parseProof(text)
	if signed := openCheckpoint(p.checkpoint, verifier); signed != tree {
		fail("a proof carries another checkpoint: %v", signed)
	}
	leaf := tlog.RecordHash(p.record)
	must(tlog.CheckRecord(p.hashes, tree.N, tree.Hash, p.index, leaf), "checking an inclusion proof")
	own, err := tlog.ProveRecord(tree.N, p.index, tiles)
	must(err, "proving from the tiles")
	if !sameHashes(own, p.hashes) {
		fail("for leaf %d of %d the proofs differ", p.index, tree.N)
	}
	refused := 0
	refuse := func(what string, err error) {
		if err == nil {
			fail("leaf %d of %d was accepted with %s", p.index, tree.N, what)
		}
		refused++
	}
	tampered := append([]byte{}, p.record...)
	tampered[int(p.index)%len(tampered)] ^= 1
	refuse("a changed record", tlog.CheckRecord(p.hashes, tree.N, tree.Hash, p.index, tlog.RecordHash(tampered)))
	root := tree.Hash
	root[0] ^= 1
	refuse("a changed root", tlog.CheckRecord(p.hashes, tree.N, root, p.index, leaf))
	if len(p.hashes) > 0 {
		changed := append(tlog.RecordProof{}, p.hashes...)
		changed[int(p.index)%len(changed)][31] ^= 1
		refuse("a changed hash", tlog.CheckRecord(changed, tree.N, tree.Hash, p.index, leaf))
		refuse("a hash less", tlog.CheckRecord(p.hashes[1:], tree.N, tree.Hash, p.index, leaf))
		refuse("another index", tlog.CheckRecord(p.hashes, tree.N, tree.Hash, p.index^1, leaf))
	}
	forged := []byte(strings.Replace(string(p.checkpoint), "\n", "x\n", 1))
	_, err = note.Open(forged, note.VerifierList(verifier))
	refuse("a changed checkpoint", err)
	return refused
}

func checkLog(job logJob, verifier note.Verifier) result {
	tree := openCheckpoint(read(filepath.Join(job.Folder, "checkpoint")), verifier)
	tiles := tlog.TileHashReader(tree, tileFolder(job.Folder))
	found := result{Size: tree.N, Entries: checkEntries(job.Folder, tree)}
	for _, text := range job.Proofs {
		found.Refused += checkProof(text, tree, tiles, verifier)
		found.Inclusion++
	}
	for _, consistency := range job.Consistency {
		old := openCheckpoint([]byte(consistency.Checkpoint), verifier)
		hashes := tlog.TreeProof(parseHashes(consistency.Hashes))
		must(tlog.CheckTree(hashes, tree.N, tree.Hash, old.N, old.Hash), "checking a consistency proof")
		own, err := tlog.ProveTree(tree.N, old.N, tiles)
		must(err, "proving consistency from the tiles")
		if !sameHashes(own, hashes) {
			fail("from %d to %d leaves the proofs differ", old.N, tree.N)
		}
		old.Hash[0] ^= 1
		if tlog.CheckTree(hashes, tree.N, tree.Hash, old.N, old.Hash) == nil {
			fail("from %d to %d leaves a changed root was accepted", old.N, tree.N)
		}
		found.Consistency++
		found.Refused++
	}
	return found
}

func main() {
	var work job
	must(json.Unmarshal(read(os.Args[1]), &work), "reading the job")
	verifier, err := note.NewVerifier(work.VerifierKey)
	must(err, "reading the verifier key")
	var out output
	for _, log := range work.Logs {
		out.Results = append(out.Results, checkLog(log, verifier))
	}
	out.SignerKey, out.Verifier, err = note.GenerateKey(rand.Reader, "go.example/log")
	must(err, "generating a key")
	signer, err := note.NewSigner(out.SignerKey)
	must(err, "reading the signer key")
	message, err := note.Sign(&note.Note{Text: "signed in Go\n\nwith a blank line\n"}, signer)
	must(err, "signing")
	out.Note = string(message)
	must(json.NewEncoder(os.Stdout).Encode(out), "printing")
}
