package signin

// spoken leaves out what is easily mixed up when it is read out: 0 o, 1 i l.
const spoken = "23456789abcdefghjkmnpqrstuvwxyz"

// Generate makes a password to hand to somebody, such as 7kq3-mzt9-w2xd-h8cv:
// sixteen characters drawn from 31, some 79 bits.
func Generate() string {
	for {
		password := make([]byte, 0, 19)
		for len(password) < cap(password) {
			if len(password)%5 == 4 {
				password = append(password, '-')
				continue
			}
			b := random(1)[0]
			if int(b) < 256/len(spoken)*len(spoken) { // every character equally often
				password = append(password, spoken[int(b)%len(spoken)])
			}
		}
		if text := string(password); len(CheckNewPassword("", text)) == 0 {
			return text
		}
	}
}
