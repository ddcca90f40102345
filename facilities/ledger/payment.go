package ledger

// PaymentID names a payment.
type PaymentID string
