"""The proofs of law 1: whatever kills the bot and whatever Telegram answers, each slot has one card in its channel."""
